import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, TARGET, trips } from "../../../support/incidents";
import { cognitoCall, type CognitoCall } from "../../../support/records";

const RULE = "cognito-agent-burst";
const SECOND = 1000;
const WINDOW = 900 * SECOND;
const TOOL = "python-requests/2.31.0";

/** Calls of one tool, each from a network of its own. */
const calls = (count: number, within: number, call: CognitoCall = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      at: NIGHT + Math.floor((i * within) / (count - 1) / SECOND) * SECOND,
      action: "SignUp",
      ip: `198.18.${i}.1`,
      userAgent: TOOL,
      medium: "SMS",
      ...call,
    }),
  );

test("25 requests of one user agent within exactly 15 minutes fire, whatever their addresses", async () => {
  expect(await trips(RULE, calls(25, WINDOW))).toMatchObject([
    { entity: { type: "user-agent", value: TOOL }, target: TARGET, count: 25 },
  ]);
});

test("24, or 25 that take a second longer, do not", async () => {
  expect(await trips(RULE, calls(24, WINDOW))).toEqual([]);
  expect(await trips(RULE, calls(25, WINDOW + SECOND))).toEqual([]);
});

test("another user agent, and another app client, are counted apart", async () => {
  const some = calls(24, WINDOW);
  expect(await trips(RULE, [...some, ...calls(24, WINDOW, { userAgent: "okhttp/4" })])).toEqual([]);
  expect(await trips(RULE, [...some, ...calls(24, WINDOW, { clientId: "other" })])).toEqual([]);
});

test("user agents that differ after 200 characters are different", async () => {
  const long = (end: string): CognitoCall => ({ userAgent: "x".repeat(300) + end });
  const same = await trips(RULE, calls(25, WINDOW, long("a")));
  expect(same[0]!.entity.value.length).toBeLessThan(220);
  const halves = [...calls(24, WINDOW, long("a")), ...calls(24, WINDOW, long("b"))];
  expect(await trips(RULE, halves)).toEqual([]);
});

test("a fifth confirmed with the same program is enough to stay silent", async () => {
  const confirmed = (count: number) =>
    Array.from({ length: count }, () =>
      cognitoCall({ at: NIGHT + 60 * SECOND, action: "ConfirmSignUp", userAgent: TOOL }),
    );
  expect(await trips(RULE, [...calls(50, WINDOW), ...confirmed(10)])).toEqual([]);
  expect(await trips(RULE, [...calls(50, WINDOW), ...confirmed(9)])).toHaveLength(1);
});

test("a program with which somebody confirms needs twice as many requests", async () => {
  const one = cognitoCall({ at: NIGHT + 60 * SECOND, action: "ConfirmSignUp", userAgent: TOOL });
  expect(await trips(RULE, [...calls(49, WINDOW), one])).toEqual([]);
  expect(await trips(RULE, [...calls(50, WINDOW), one])).toHaveLength(1);
});

test("refused calls count; codes by e-mail and calls without a user agent never", async () => {
  expect(await trips(RULE, calls(25, WINDOW, { outcome: "throttled" }))).toHaveLength(1);
  expect(await trips(RULE, calls(25, WINDOW, { medium: "EMAIL" }))).toEqual([]);
  const nameless = calls(50, WINDOW, { overrides: { userAgent: undefined } });
  expect(await trips(RULE, nameless)).toEqual([]);
});
