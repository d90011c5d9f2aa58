import { parseConfig } from "../../../../lambda/core/model/config";
import { activeRules } from "../../../../lambda/core/rules/active-rule";
import { cognitoSmsBurst } from "../../../../lambda/core/rules/cognito-sms-burst";
import { matchRule } from "../../../../lambda/core/rules/rule-match";
import { MIDNIGHT, requestsAt } from "../../../support/observations";

const [rule] = activeRules([cognitoSmsBurst], parseConfig({}));
const [request] = requestsAt([MIDNIGHT]);

test("a request is a hit, and a confirmation is not", () => {
  expect(matchRule(rule!, request!)).toMatchObject({ isHit: true });
  expect(matchRule(rule!, { ...request!, kind: "sms-confirmed" })).toMatchObject({ isHit: false });
});

test("what is no hit and confirms nothing does not match", () => {
  expect(matchRule(rule!, { ...request!, kind: "sms-sent" })).toBeUndefined();
  expect(matchRule(rule!, { ...request!, delivery: "none" })).toBeUndefined();
});

test("what names no address does not match a rule that counts by addresses", () => {
  expect(matchRule(rule!, { ...request!, ip: undefined })).toBeUndefined();
});
