import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, trips } from "../../../support/incidents";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const RULE = "cognito-ip-slow";
const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

const subjectOf = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`;

const calls = (count: number, within: number, call: CognitoCall = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      at: NIGHT + Math.floor((i * within) / (count - 1) / SECOND) * SECOND,
      action: "ForgotPassword",
      ip: "203.0.113.7",
      medium: "SMS",
      sub: subjectOf(i),
      ...call,
    }),
  );
const confirmations = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      at: NIGHT + DAY / 12,
      action: "ConfirmForgotPassword",
      ip: "203.0.113.7",
      sub: subjectOf(i),
    }),
  );

test("twenty requests within exactly 24 hours fire", async () => {
  expect(await trips(RULE, calls(20, DAY))).toMatchObject([
    { entity: { type: "ip", value: "203.0.113.7" }, count: 20, firstSeen: NIGHT },
  ]);
});

test("nineteen, or twenty that take a second longer, do not", async () => {
  expect(await trips(RULE, calls(19, DAY))).toEqual([]);
  expect(await trips(RULE, calls(20, DAY + SECOND))).toEqual([]);
});

test("a tenth confirmed is enough to stay silent, less is not", async () => {
  expect(await trips(RULE, [...calls(20, DAY), ...confirmations(2)])).toEqual([]);
  expect(await trips(RULE, [...calls(40, DAY), ...confirmations(4)])).toEqual([]);
  expect(await trips(RULE, [...calls(40, DAY), ...confirmations(3)])).toHaveLength(1);
});

test("a slow user with 39 requests in a day is left alone, with 40 not", async () => {
  const sub = subjectOf(7);
  expect(await trips(RULE, calls(39, DAY, { sub }))).toEqual([]);
  expect(await trips(RULE, calls(40, DAY, { sub }))).toHaveLength(1);
});

test("an IPv6 address counts as its /64", async () => {
  const spread = calls(20, DAY).map((record, i) => ({
    ...record,
    sourceIPAddress: `2001:db8::${i + 1}`,
  }));
  expect(await trips(RULE, spread)).toMatchObject([{ entity: { value: "2001:db8::/64" } }]);
});

test("refused calls count, codes by e-mail never", async () => {
  expect(await trips(RULE, calls(20, DAY, { outcome: "throttled" }))).toHaveLength(1);
  expect(await trips(RULE, calls(20, DAY, { medium: "EMAIL" }))).toEqual([]);
});
