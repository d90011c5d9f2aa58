import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { cognitoSmsBurst } from "../../../../lambda/core/rules/cognito-sms-burst";
import { NIGHT, TARGET, trips } from "../../../support/incidents";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const { id: RULE, measure } = cognitoSmsBurst;
const { threshold: THRESHOLD, windowMs: WINDOW } = measure;
/** As few confirmations as keep the threshold from firing. */
const ENOUGH = Math.ceil(measure.share * THRESHOLD);
const SECOND = 1000;

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
  const findings = await trips(RULE, calls(10, 300 * SECOND));
  expect(findings).toMatchObject([
    {
      ruleId: RULE,
      entity: { type: "ip", value: "203.0.113.7" },
      target: TARGET,
      count: 10,
      confirmed: 0,
      firstSeen: NIGHT,
      lastSeen: NIGHT + 300 * SECOND,
    },
  ]);
});

test("nine requests, or ten that take a second longer, do not", async () => {
  expect(await trips(RULE, calls(9, 300 * SECOND))).toEqual([]);
  expect(await trips(RULE, calls(10, 301 * SECOND))).toEqual([]);
});

test("the share that people confirm at the least is enough to stay silent, less is not", async () => {
  const flood = calls(2 * THRESHOLD, WINDOW);
  const confirmed = (count: number) => confirmations(count, NIGHT + 5 * SECOND);
  expect(await trips(RULE, [...flood, ...confirmed(2 * ENOUGH)])).toEqual([]);
  const [finding] = await trips(RULE, [...flood, ...confirmed(2 * ENOUGH - 1)]);
  expect(finding).toMatchObject({ count: 2 * THRESHOLD, confirmed: 2 * ENOUGH - 1 });
});

test("where one code is confirmed, or all are for one user, it takes twice the threshold", async () => {
  const sub = "00000000-0000-4000-8000-000000000001";
  const confirmed = confirmations(1, NIGHT + 1 * SECOND);
  const few = calls(2 * THRESHOLD - 1, WINDOW);
  expect(await trips(RULE, [...few, ...confirmed])).toEqual([]);
  expect(await trips(RULE, calls(2 * THRESHOLD - 1, WINDOW, { sub }))).toEqual([]);
  expect(await trips(RULE, few)).toHaveLength(1);
  expect(await trips(RULE, [...calls(2 * THRESHOLD, WINDOW), ...confirmed])).toHaveLength(1);
  expect(await trips(RULE, calls(2 * THRESHOLD, WINDOW, { sub }))).toMatchObject([
    { count: 2 * THRESHOLD },
  ]);
  // Nobody presses a button that fast.
  const hasty = [...calls(THRESHOLD, 30 * SECOND, { sub })];
  expect(await trips(RULE, hasty)).toMatchObject([{ count: THRESHOLD }]);
  expect(await trips(RULE, calls(THRESHOLD, 31 * SECOND, { sub }))).toEqual([]);
});

test("confirmations of another address, and refused ones, do not help", async () => {
  const flood = calls(THRESHOLD, WINDOW);
  const elsewhere = confirmations(5, NIGHT + 200 * SECOND, { ip: "198.51.100.1" });
  const wrong = confirmations(5, NIGHT + 200 * SECOND, { outcome: "CodeMismatchException" });
  expect(await trips(RULE, [...flood, ...elsewhere, ...wrong])).toHaveLength(1);
});

test("everybody has three minutes to type, whoever never confirmed before included", async () => {
  const some = calls(2 * THRESHOLD, 20 * SECOND);
  const typed = (seconds: number) => confirmations(2 * ENOUGH, NIGHT + seconds * SECOND);
  const past = confirmations(1, NIGHT - 24 * 3600 * SECOND);
  expect(await trips(RULE, [...some, ...typed(20 + 179)])).toEqual([]);
  expect(await trips(RULE, [...past, ...some, ...typed(20 + 179)])).toEqual([]);
  expect(await trips(RULE, [...some, ...typed(20 + 181)])).toHaveLength(1);
  expect(await trips(RULE, [...past, ...some, ...typed(20 + 181)])).toHaveLength(1);
});

test("what may be one person's has five", async () => {
  const few = calls(THRESHOLD, WINDOW);
  const typed = (seconds: number) => confirmations(1, NIGHT + WINDOW + seconds * SECOND);
  expect(await trips(RULE, [...few, ...typed(300)])).toEqual([]);
  expect(await trips(RULE, [...few, ...typed(301)])).toHaveLength(1);
});

const openedAfter = async (records: readonly JsonObject[]) =>
  (await trips(RULE, records)).map(({ openedAt }) => (openedAt - NIGHT) / SECOND);

test("a newcomer's grace is over with twice the threshold of requests that are 45 s old", async () => {
  const steady = (count: number) => calls(count, (count - 1) * 3 * SECOND);
  // The 20th request is 57 s after the first, and 45 s old at that of 102 s.
  expect(await openedAfter(steady(60))).toEqual([102]);
  const confirmed = confirmations(1, NIGHT + 90 * SECOND);
  expect(await openedAfter([...steady(60), ...confirmed])).not.toEqual([102]);
});

test("a newcomer in a tool's haste has no grace", async () => {
  expect(await openedAfter(calls(2 * THRESHOLD, 9 * SECOND))).toEqual([9]);
  expect(await openedAfter(calls(2 * THRESHOLD, 12 * SECOND))).toEqual([180 + 12]);
  const sub = "00000000-0000-4000-8000-000000000001";
  expect(await openedAfter(calls(2 * THRESHOLD, 19 * SECOND, { sub }))).toEqual([9]);
});

test("a confirmation of the window before counts where one person may have tried many accounts", async () => {
  const tried = calls(2 * THRESHOLD - 1, 9 * 60 * SECOND);
  expect(await trips(RULE, tried)).toHaveLength(1);
  expect(await trips(RULE, [...tried, ...confirmations(1, NIGHT + 15 * SECOND)])).toEqual([]);
  const long = calls(3 * THRESHOLD, 9 * 60 * SECOND);
  expect(await trips(RULE, [...long, ...confirmations(1, NIGHT - 400 * SECOND)])).toHaveLength(1);
});

test.each(["throttled", "UserNotFoundException", "LimitExceededException"])(
  "refused calls count too: %s",
  async (outcome) => {
    const [finding] = await trips(RULE, calls(THRESHOLD, WINDOW, { outcome }));
    expect(finding).toMatchObject({ count: THRESHOLD, paid: 0 });
  },
);

test("codes that go out by e-mail are never counted", async () => {
  expect(await trips(RULE, calls(4 * THRESHOLD, WINDOW, { medium: "EMAIL" }))).toEqual([]);
});

test("requests that may have sent a text are counted and never priced", async () => {
  const silent = Array.from({ length: THRESHOLD }, (_, i) =>
    cognitoCall({ at: NIGHT + i * SECOND, action: "ForgotPassword", ip: "203.0.113.7" }),
  );
  const [finding] = await trips(RULE, silent);
  expect(finding).toMatchObject({ count: THRESHOLD, paid: 0, money: { usd: 0 } });
});

test("an IPv6 address counts as its /64", async () => {
  const spread = (text: (i: number) => string): readonly JsonObject[] =>
    calls(THRESHOLD, WINDOW).map((record, i) => ({ ...record, sourceIPAddress: text(i) }));
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
  const mixed = calls(THRESHOLD, WINDOW).map((record, i) => ({
    ...record,
    sourceIPAddress: i % 2 === 0 ? "203.0.113.7" : "::ffff:203.0.113.7",
  }));
  expect(await trips(RULE, mixed)).toHaveLength(1);
});

test("two addresses, or two app clients, do not add up", async () => {
  const half = calls(THRESHOLD - 1, WINDOW);
  expect(
    await trips(RULE, [...half, ...calls(THRESHOLD - 1, WINDOW, { ip: "203.0.113.8" })]),
  ).toEqual([]);
  expect(
    await trips(RULE, [...half, ...calls(THRESHOLD - 1, WINDOW, { clientId: "other" })]),
  ).toEqual([]);
});

test("calls of a service without an address, and calls that ask for no code, are not counted", async () => {
  expect(
    await trips(RULE, calls(2 * THRESHOLD, WINDOW, { ip: "apigateway.amazonaws.com" })),
  ).toEqual([]);
  expect(await trips(RULE, calls(2 * THRESHOLD, WINDOW, { action: "GetUser" }))).toEqual([]);
});
