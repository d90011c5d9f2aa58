import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, TARGET, trips } from "../../../support/incidents";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const RULE = "cognito-sms-burst";
const SECOND = 1000;
const WINDOW = 300 * SECOND;

/** Calls at even distances, the last one exactly `within` after the first. */
const calls = (count: number, within: number, call: CognitoCall = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      at: NIGHT + Math.floor((i * within) / Math.max(1, count - 1) / SECOND) * SECOND,
      action: "SignUp",
      ip: "203.0.113.7",
      medium: "SMS",
      ...call,
    }),
  );
const confirmations = (count: number, atMs: number, call: CognitoCall = {}) =>
  Array.from({ length: count }, () =>
    cognitoCall({ at: atMs, action: "ConfirmSignUp", ip: "203.0.113.7", ...call }),
  );

test("ten requests within exactly five minutes fire", async () => {
  const findings = await trips(RULE, calls(10, WINDOW));
  expect(findings).toMatchObject([
    {
      ruleId: RULE,
      entity: { type: "ip", value: "203.0.113.7" },
      target: TARGET,
      count: 10,
      confirmed: 0,
      firstSeen: NIGHT,
      lastSeen: NIGHT + WINDOW,
    },
  ]);
});

test("nine requests, or ten that take a second longer, do not", async () => {
  expect(await trips(RULE, calls(9, WINDOW))).toEqual([]);
  expect(await trips(RULE, calls(10, WINDOW + SECOND))).toEqual([]);
});

test("a fifth confirmed is enough to stay silent, less is not", async () => {
  const flood = calls(10, WINDOW);
  expect(await trips(RULE, [...flood, ...confirmations(2, NIGHT + 200 * SECOND)])).toEqual([]);
  const [finding] = await trips(RULE, [...flood, ...confirmations(1, NIGHT + 200 * SECOND)]);
  expect(finding).toMatchObject({ count: 10, confirmed: 1 });
});

test("confirmations of another address, and refused ones, do not help", async () => {
  const flood = calls(10, WINDOW);
  const elsewhere = confirmations(5, NIGHT + 200 * SECOND, { ip: "198.51.100.1" });
  const wrong = confirmations(5, NIGHT + 200 * SECOND, { outcome: "CodeMismatchException" });
  expect(await trips(RULE, [...flood, ...elsewhere, ...wrong])).toHaveLength(1);
});

test("whoever confirmed on an earlier day has three minutes to type, a newcomer has none", async () => {
  const late = [...calls(10, WINDOW), ...confirmations(2, NIGHT + WINDOW + 179 * SECOND)];
  const past = confirmations(1, NIGHT - 24 * 3600 * SECOND);
  expect(await trips(RULE, late)).toHaveLength(1);
  expect(await trips(RULE, [...past, ...late])).toEqual([]);
  const tooLate = [...calls(10, WINDOW), ...confirmations(2, NIGHT + WINDOW + 181 * SECOND)];
  expect(await trips(RULE, [...past, ...tooLate])).toHaveLength(1);
});

test.each(["throttled", "UserNotFoundException", "LimitExceededException"])(
  "refused calls count too: %s",
  async (outcome) => {
    const [finding] = await trips(RULE, calls(10, WINDOW, { outcome }));
    expect(finding).toMatchObject({ count: 10, paid: 0 });
  },
);

test("codes that go out by e-mail are never counted", async () => {
  expect(await trips(RULE, calls(40, WINDOW, { medium: "EMAIL" }))).toEqual([]);
});

test("requests that may have sent a text are counted and never priced", async () => {
  const silent = Array.from({ length: 10 }, (_, i) =>
    cognitoCall({ at: NIGHT + i * SECOND, action: "ForgotPassword", ip: "203.0.113.7" }),
  );
  const [finding] = await trips(RULE, silent);
  expect(finding).toMatchObject({ count: 10, paid: 0, money: { usd: 0 } });
});

test("an IPv6 address counts as its /64", async () => {
  const spread = (text: (i: number) => string): readonly JsonObject[] =>
    calls(10, WINDOW).map((record, i) => ({ ...record, sourceIPAddress: text(i) }));
  const one = await trips(
    RULE,
    spread((i) => `2001:db8:0:1::${i + 1}`),
  );
  expect(one).toMatchObject([{ entity: { type: "ip", value: "2001:db8:0:1::/64" } }]);
  expect(
    await trips(
      RULE,
      spread((i) => `2001:db8:0:${i % 2}::1`),
    ),
  ).toEqual([]);
});

test("an IPv4-mapped address is the IPv4 address", async () => {
  const mixed = calls(10, WINDOW).map((record, i) => ({
    ...record,
    sourceIPAddress: i % 2 === 0 ? "203.0.113.7" : "::ffff:203.0.113.7",
  }));
  expect(await trips(RULE, mixed)).toHaveLength(1);
});

test("two addresses, or two app clients, do not add up", async () => {
  const half = calls(9, WINDOW);
  expect(await trips(RULE, [...half, ...calls(9, WINDOW, { ip: "203.0.113.8" })])).toEqual([]);
  expect(await trips(RULE, [...half, ...calls(9, WINDOW, { clientId: "other" })])).toEqual([]);
});

test("calls of a service without an address, and calls that ask for no code, are not counted", async () => {
  expect(await trips(RULE, calls(20, WINDOW, { ip: "apigateway.amazonaws.com" }))).toEqual([]);
  expect(await trips(RULE, calls(20, WINDOW, { action: "GetUser" }))).toEqual([]);
});
