import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, TARGET, trips } from "../../../support/incidents";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const RULE = "cognito-network-burst";
const SECOND = 1000;
const WINDOW = 300 * SECOND;

/** Calls of as many addresses, the last exactly `within` after the first. */
const calls = (
  count: number,
  within: number,
  addressOf: (i: number) => string = (i) => `203.0.113.${i + 1}`,
  call: CognitoCall = {},
): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      at: NIGHT + Math.floor((i * within) / (count - 1) / SECOND) * SECOND,
      action: "SignUp",
      ip: addressOf(i),
      medium: "SMS",
      ...call,
    }),
  );

test("twenty requests of one /24 within exactly five minutes fire", async () => {
  const findings = await trips(RULE, calls(20, WINDOW));
  expect(findings).toMatchObject([
    { entity: { type: "network", value: "203.0.113.0/24" }, target: TARGET, count: 20 },
  ]);
  expect(findings[0]!.evidence.addresses.values).toHaveLength(20);
});

test("nineteen, or twenty that take a second longer, do not", async () => {
  expect(await trips(RULE, calls(19, WINDOW))).toEqual([]);
  expect(await trips(RULE, calls(20, WINDOW + SECOND))).toEqual([]);
});

test("neighbouring networks do not add up", async () => {
  expect(
    await trips(
      RULE,
      calls(30, WINDOW, (i) => `203.0.${112 + (i % 2)}.9`),
    ),
  ).toEqual([]);
});

test("IPv6 addresses count by their /48", async () => {
  const inside = await trips(
    RULE,
    calls(20, WINDOW, (i) => `2001:db8:7:${i + 1}::1`),
  );
  expect(inside).toMatchObject([{ entity: { type: "network", value: "2001:db8:7::/48" } }]);
  expect(
    await trips(
      RULE,
      calls(20, WINDOW, (i) => `2001:db8:${7 + (i % 2)}::1`),
    ),
  ).toEqual([]);
});

test("confirmations from anywhere in the network count, a fifth is enough", async () => {
  const confirmed = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      cognitoCall({
        at: NIGHT + 60 * SECOND,
        action: "ConfirmSignUp",
        ip: `203.0.113.${200 + i}`,
      }),
    );
  expect(await trips(RULE, [...calls(40, WINDOW), ...confirmed(8)])).toEqual([]);
  expect(await trips(RULE, [...calls(40, WINDOW), ...confirmed(7)])).toHaveLength(1);
});

test("refused calls count, codes by e-mail never", async () => {
  const by = (call: CognitoCall) => trips(RULE, calls(20, WINDOW, undefined, call));
  expect(await by({ outcome: "throttled" })).toHaveLength(1);
  expect(await by({ medium: "EMAIL" })).toEqual([]);
  expect(await by({ action: "ConfirmSignUp" })).toEqual([]);
});
