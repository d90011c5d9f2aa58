import { memoryDeps } from "../../../../lambda/adapters/deps";
import { detect } from "../../../../lambda/core/engine";
import { parseConfig } from "../../../../lambda/core/model/config";
import { inOrder } from "../../../../lambda/core/replay";
import { cognitoPasswordlessBurst } from "../../../../lambda/core/rules/cognito-passwordless-burst";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, observed, outbox, replayed, TARGET, trips } from "../../../support/incidents";
import { CLIENT_ID, cognitoCall, USER_POOL_ID, type CognitoCall } from "../../../support/records";

const { id: RULE, measure } = cognitoPasswordlessBurst;
const { threshold: THRESHOLD, windowMs: WINDOW, share, times, early } = measure;
const { requests: OLD, ageMs: AGE } = early!;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const GRACE = 3 * MINUTE;
const DAY = 1440 * MINUTE;
const OFFICE = "203.0.113.7";

const pools = (pool: JsonObject): JsonObject => ({
  userPools: { [USER_POOL_ID]: { clients: [CLIENT_ID], ...pool } },
});

/** Sign-ins at even distances, the last one exactly `within` after the first. */
const calls = (count: number, within: number, call: CognitoCall = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      action: "InitiateAuth",
      authFlow: "CUSTOM_AUTH",
      ip: OFFICE,
      ...call,
      at: Number(call.at ?? NIGHT) + Math.floor((i * within) / Math.max(1, count - 1)),
    }),
  );

const completions = (count: number, at: number, call: CognitoCall = {}): readonly JsonObject[] =>
  calls(count, 0, {
    action: "RespondToAuthChallenge",
    challengeName: "CUSTOM_CHALLENGE",
    at,
    ...call,
  });

/** As many a minute as said, for so long. */
const attack = (perMinute: number, minutes: number, call: CognitoCall = {}) =>
  calls(perMinute * minutes, minutes * MINUTE - MINUTE / perMinute, call);

describe.each(["CUSTOM_AUTH", "USER_AUTH"])("by %s", (authFlow) => {
  test("an attacker is paged about, and the e-mail speaks of sign-ins", async () => {
    const { findings, mails } = await replayed(attack(60, 5, { authFlow }));
    expect(findings).toMatchObject([
      {
        ruleId: RULE,
        entity: { type: "ip", value: OFFICE },
        target: TARGET,
        notify: "page",
        severity: "high",
        confirmed: 0,
        firstSeen: NIGHT,
      },
    ]);
    expect(mails[0]?.subject).toContain("sign-ins left halfway on client");
    expect(mails[0]?.body).toContain(`alarm at ${THRESHOLD} with under 10 % completed`);
  });

  test.each([
    [10, 40],
    [30, 40],
    [60, 51],
    [75, 60],
  ])("at %i a minute it is due after %i sign-ins", async (perMinute, texts) => {
    const [finding] = await trips(RULE, attack(perMinute, 8, { authFlow }));
    const after = finding!.openedAt - NIGHT;
    expect(Math.floor((after * perMinute) / MINUTE) + 1).toBeLessThanOrEqual(texts);
  });

  test("they are recorded where the configuration says so", async () => {
    const settings = { rules: { [RULE]: { notify: "record" } } };
    expect((await replayed(attack(60, 5, { authFlow }), settings)).mails).toEqual([]);
  });
});

test("one account of his is enough", async () => {
  const sub = "c4d8e4f8-1021-70ab-4c5d-000000000001";
  const [finding] = await trips(RULE, attack(30, 5, { sub }));
  expect(finding!.openedAt - NIGHT).toBeLessThanOrEqual(2 * MINUTE);
});

test("the threshold within exactly the window fires, one less or a second later does not", async () => {
  expect(await trips(RULE, calls(THRESHOLD, WINDOW))).toMatchObject([{ count: THRESHOLD }]);
  expect(await trips(RULE, calls(THRESHOLD - 1, WINDOW))).toEqual([]);
  expect(await trips(RULE, calls(THRESHOLD, WINDOW + SECOND))).toEqual([]);
});

describe("the verdict comes early", () => {
  /** Enough old ones, and the rest at once when those are of age. */
  const crowd = (old: number, age: number) => [
    ...calls(old, 0),
    ...calls(THRESHOLD - old, 0, { at: NIGHT + age }),
  ];
  const openedAfter = async (records: readonly JsonObject[]) =>
    (await trips(RULE, records)).map(({ openedAt }) => openedAt - NIGHT);

  test("once enough are old enough", async () => {
    expect(await openedAfter(crowd(OLD, AGE))).toEqual([AGE]);
    expect(await openedAfter(crowd(OLD - 1, AGE))).toEqual([AGE + GRACE]);
    expect(await openedAfter(crowd(OLD, AGE - SECOND))).toEqual([AGE - SECOND + GRACE]);
  });

  test("unless anybody has completed one: then in three minutes", async () => {
    const records = crowd(OLD, AGE);
    expect(await openedAfter([...records, ...completions(1, NIGHT + AGE)])).toEqual([AGE + GRACE]);
    expect(await openedAfter([...records, ...completions(1, NIGHT + AGE + SECOND)])).toEqual([AGE]);
  });
});

test("the share that people complete is enough to stay silent, less is not", async () => {
  const enough = Math.ceil(share * THRESHOLD);
  const done = (count: number) => completions(count, NIGHT + GRACE);
  expect(await trips(RULE, [...calls(THRESHOLD, 0), ...done(enough)])).toEqual([]);
  expect(await trips(RULE, [...calls(THRESHOLD, 0), ...done(enough - 1)])).toHaveLength(1);
  const late = completions(enough, NIGHT + GRACE + SECOND);
  expect(await trips(RULE, [...calls(THRESHOLD, 0), ...late])).toHaveLength(1);
});

test.each<[string, CognitoCall]>([
  ["a challenge of the pool's own", {}],
  ["a code by text", { challengeName: "SMS_OTP" }],
  ["a passkey", { challengeName: "WEB_AUTHN" }],
  [
    "the pool's own challenge, with tokens to be seen",
    { overrides: { responseElements: { authenticationResult: "HIDDEN_DUE_TO_SECURITY_REASONS" } } },
  ],
])("%s completes a sign-in", async (_, call) => {
  const done = completions(THRESHOLD, NIGHT + 20 * SECOND, call);
  expect(await trips(RULE, [...attack(60, 1), ...done])).toEqual([]);
});

test.each<[string, CognitoCall]>([
  ["a sign-in with a password", { authFlow: "USER_PASSWORD_AUTH" }],
  ["a refresh", { authFlow: "REFRESH_TOKEN_AUTH" }],
  ["a refused one", { outcome: "NotAuthorizedException" }],
  ["a throttled one", { outcome: "throttled" }],
  ["one whose visible answer is a passkey", { authFlow: "USER_AUTH", challengeName: "WEB_AUTHN" }],
  ["one that a back end signs", { action: "AdminInitiateAuth", role: "back-end" }],
])("%s does not count", async (_, call) => {
  expect(await trips(RULE, attack(60, 5, call))).toEqual([]);
});

test("what is known to text, or not to, counts where it belongs", async () => {
  const texting = pools({ delivers: "sms", smsMfa: true });
  expect(observed(calls(1, 0, { challengeName: "SMS_OTP" }))).toMatchObject([
    { kind: "sms-requested", delivery: "sms" },
  ]);
  expect(await trips(RULE, attack(60, 5, { challengeName: "CUSTOM_CHALLENGE" }))).toHaveLength(1);
  expect(await trips(RULE, attack(60, 5), texting)).toHaveLength(1);
  expect(await trips(RULE, attack(60, 5, { authFlow: "USER_AUTH" }), texting)).toEqual([]);
});

/** Sign-ins within ten minutes, of which three quarters are completed after 8 to 60 seconds. */
const morning = (people: number, at: number, isCompleted: boolean): readonly JsonObject[] =>
  Array.from({ length: people }, (_, i) => at + i * Math.floor((10 * MINUTE) / people)).flatMap(
    (began, i) => [
      ...calls(1, 0, { at: began }),
      ...(isCompleted && i % 4 > 0 ? completions(1, began + (8 + ((i * 17) % 52)) * SECOND) : []),
    ],
  );

test.each([60, 300, 1200])("%i people behind a new address page nobody", async (people) => {
  expect(await trips(RULE, morning(people, NIGHT, true))).toEqual([]);
});

test("nor do they where what follows arrives five minutes later, wherever the file ends", async () => {
  const crowd = inOrder(observed(morning(300, NIGHT, true)));
  for (let cut = 5; cut < crowd.length / 2; cut += 7) {
    const deps = memoryDeps(parseConfig({}), outbox().mailer, [RULE]);
    const endMs = crowd[cut]!.atMs;
    const parts = [crowd.slice(0, cut), crowd.slice(cut)];
    for (const [i, part] of parts.entries()) {
      const { steps } = await detect(part, endMs + i * 5 * MINUTE, deps);
      expect({ cut, steps }).toEqual({ cut, steps: [] });
    }
  }
});

test("a back end whose sign-ins are completed unseen is held against its own peak after three days", async () => {
  const start = Math.ceil(NIGHT / WINDOW) * WINDOW;
  const days = [0, 1, 2, 3].flatMap((day) => morning(100, start + day * DAY, false));
  const more = calls(times * 100 + 1, WINDOW - SECOND, { at: start + 4 * DAY });
  const findings = await trips(RULE, [...days, ...more]);
  expect(findings.map(({ firstSeen }) => Math.floor((firstSeen - start) / DAY))).toEqual([
    0, 1, 2, 4,
  ]);
  expect(findings.at(-1)).toMatchObject({ measure: { threshold: times * 100 } });
});
