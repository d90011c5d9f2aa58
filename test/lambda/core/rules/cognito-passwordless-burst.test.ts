import { parseConfig } from "../../../../lambda/core/model/config";
import { cognitoPasswordlessBurst } from "../../../../lambda/core/rules/cognito-passwordless-burst";
import { NIGHT, trips } from "../../../support/incidents";
import { sendTextMessage } from "../../../support/records";

const RULE = "cognito-passwordless-burst";
const { threshold, windowMs } = cognitoPasswordlessBurst.measure;

/** So many hits, the first and the last this far apart. Write me: other records than these. */
const hitsOver = (count: number, spanMs: number) =>
  Array.from({ length: count }, (_, i) =>
    sendTextMessage({ at: NIGHT + Math.floor((i * spanMs) / (count - 1) / 1000) * 1000 }),
  );

test("one hit below the threshold, or one second beyond the window, is quiet", async () => {
  expect(await trips(RULE, hitsOver(threshold - 1, windowMs))).toEqual([]);
  expect(await trips(RULE, hitsOver(threshold, windowMs + 1000))).toEqual([]);
});

test("the threshold within exactly the window fires", async () => {
  const findings = await trips(RULE, hitsOver(threshold, windowMs));
  if (findings.length === 0) {
    throw new Error(
      "write me: hits of lambda/core/rules/cognito-passwordless-burst.ts, and here the records that it counts",
    );
  }
  expect(findings).toMatchObject([{ count: threshold }]);
});

test("what looks alike and is no attack does not count", () => {
  expect(cognitoPasswordlessBurst.hits(parseConfig({}))).toBeInstanceOf(Function);
  throw new Error("write me: hand this rule what its falsePositives name, and expect nothing");
});
