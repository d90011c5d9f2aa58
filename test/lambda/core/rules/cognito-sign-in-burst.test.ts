import { cognitoSignInBurst } from "../../../../lambda/core/rules/cognito-sign-in-burst";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, observed, replayed, TARGET, trips } from "../../../support/incidents";
import { CLIENT_ID, cognitoCall, USER_POOL_ID, type CognitoCall } from "../../../support/records";

const { id: RULE, measure } = cognitoSignInBurst;
const { threshold: THRESHOLD, windowMs: WINDOW, share, times } = measure;
/** As few completions as keep the threshold from firing. */
const ENOUGH = Math.ceil(share * THRESHOLD);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;
const OFFICE = "203.0.113.7";
const TOKENS = { authenticationResult: "HIDDEN_DUE_TO_SECURITY_REASONS" };

const pools = (pool: JsonObject): JsonObject => ({
  userPools: { [USER_POOL_ID]: { clients: [CLIENT_ID], ...pool } },
});
const TEXTING = pools({ delivers: "sms", smsMfa: true });

/** Calls at even distances, the last one exactly `within` after the first. */
const calls = (count: number, within: number, call: CognitoCall = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    cognitoCall({
      action: "InitiateAuth",
      ip: OFFICE,
      ...call,
      at: Number(call.at ?? NIGHT) + Math.floor((i * within) / Math.max(1, count - 1)),
    }),
  );

const flood = (call: CognitoCall = {}) => calls(THRESHOLD, WINDOW, call);

const answers = (challengeName: string, call: CognitoCall = {}): CognitoCall => ({
  action: "RespondToAuthChallenge",
  challengeName,
  ...call,
});

test("sixty sign-ins within exactly a minute are recorded, not paged", async () => {
  const { findings, incidents, mails } = await replayed(flood());
  expect(findings).toMatchObject([
    {
      ruleId: RULE,
      entity: { type: "ip", value: OFFICE },
      target: TARGET,
      notify: "record",
      severity: "medium",
      count: THRESHOLD,
      confirmed: 0,
      paid: 0,
      firstSeen: NIGHT,
      lastSeen: NIGHT + WINDOW,
    },
  ]);
  expect([incidents, mails]).toEqual([[], []]);
});

test("where the configuration has it page, the e-mail speaks of sign-ins", async () => {
  const { mails } = await replayed(flood(), { rules: { [RULE]: { notify: "page" } } });
  expect(mails[0]?.subject).toContain("sign-ins left halfway on client");
  expect(mails[0]?.body).toContain("60 sign-ins from 1 address in 1 min; 0 completed.");
  expect(mails[0]?.body).toContain(`WHY    ${RULE}: 59 in 1 min from one address`);
  expect(mails[0]?.body).toContain("alarm at 60 with under 10 % completed");
});

test.each(["CUSTOM_AUTH", "USER_AUTH"])("%s is another rule's", async (authFlow) => {
  expect(await trips(RULE, flood({ authFlow }))).toEqual([]);
});

test("one sign-in less, or the sixtieth a second later, is quiet", async () => {
  expect(await trips(RULE, calls(THRESHOLD - 1, WINDOW))).toEqual([]);
  expect(await trips(RULE, calls(THRESHOLD, WINDOW + SECOND))).toEqual([]);
});

test.each([
  ["unlisted", {}],
  ["listed, without a second factor", pools({ delivers: "sms" })],
  ["listed, with codes by e-mail", pools({ delivers: "email" })],
  ["known to text at sign-in", TEXTING],
])("a pool that is %s makes no difference", async (_, settings) => {
  for (const call of [
    { authFlow: "USER_PASSWORD_AUTH" },
    { challengeName: "SMS_MFA" },
    answers("PASSWORD_VERIFIER"),
    answers("SELECT_CHALLENGE"),
  ]) {
    expect(await trips(RULE, flood(call), settings)).toMatchObject([{ count: THRESHOLD }]);
  }
});

test.each<[string, CognitoCall]>([
  ["a refresh", { authFlow: "REFRESH_TOKEN_AUTH" }],
  ["the start of a flow that goes on with the password", { authFlow: "USER_SRP_AUTH" }],
  ["an answer with tokens", { overrides: { responseElements: TOKENS } }],
  ["a challenge that is no text", { challengeName: "SOFTWARE_TOKEN_MFA" }],
  ["a wrong password", { outcome: "NotAuthorizedException" }],
  ["a throttled call", { outcome: "throttled" }],
])("%s is not even an observation", (_, call) => {
  expect(observed(flood(call))).toEqual([]);
});

test("the share that people complete is enough to stay silent, less is not", async () => {
  const done = (count: number) =>
    calls(count, 0, answers("SMS_MFA", { at: NIGHT + WINDOW + 179 * SECOND }));
  expect(await trips(RULE, [...flood(), ...done(ENOUGH)])).toEqual([]);
  expect(await trips(RULE, [...flood(), ...done(ENOUGH - 1)])).toMatchObject([
    { confirmed: ENOUGH - 1 },
  ]);
});

test("three minutes are left to complete them, to everybody", async () => {
  const late = calls(ENOUGH, 0, answers("SMS_MFA", { at: NIGHT + WINDOW + 181 * SECOND }));
  expect(await trips(RULE, [...flood(), ...late])).toHaveLength(1);
});

test("what completes no sign-in of this address does not help", async () => {
  const at = NIGHT + WINDOW;
  for (const other of [
    calls(THRESHOLD, 0, { action: "ConfirmSignUp", at }),
    calls(THRESHOLD, 0, answers("SMS_MFA", { at, outcome: "CodeMismatchException" })),
    calls(THRESHOLD, 0, answers("SOFTWARE_TOKEN_MFA", { at, outcome: "CodeMismatchException" })),
    calls(THRESHOLD, 0, answers("SMS_MFA", { at, ip: "198.51.100.1" })),
  ]) {
    expect(await trips(RULE, [...flood(), ...other])).toHaveLength(1);
  }
});

/** 1,200 people who sign in within ten minutes, each with what follows some seconds later. */
const morning = (at: number, ...following: readonly CognitoCall[]): readonly JsonObject[] =>
  Array.from({ length: 1200 }, (_, i) => at + i * 500).flatMap((began, i) =>
    following.map((call, step) =>
      cognitoCall({ ip: OFFICE, ...call, at: began + step * (12 + (i % 48)) * SECOND }),
    ),
  );

const BY_PASSWORD: CognitoCall = { action: "InitiateAuth" };

describe("1,200 morning sign-ins behind one NAT give none", () => {
  test("with visible tokens: they are not even counted", async () => {
    const all = morning(NIGHT, { ...BY_PASSWORD, overrides: { responseElements: TOKENS } });
    expect(observed(all)).toEqual([]);
    expect((await replayed(all)).findings).toEqual([]);
  });

  test.each([
    ["a text, in a pool that is known to", TEXTING, "SMS_MFA"],
    ["a text, in any other pool", {}, "SMS_MFA"],
    ["an authenticator", {}, "SOFTWARE_TOKEN_MFA"],
    ["an authenticator, in a pool that may text", TEXTING, "SOFTWARE_TOKEN_MFA"],
    ["a challenge of the pool's own", {}, "CUSTOM_CHALLENGE"],
  ])("with all answers hidden, completed by %s", async (_, settings, factor) => {
    const all = morning(NIGHT, BY_PASSWORD, answers(factor));
    expect(await trips(RULE, all, settings)).toEqual([]);
  });

  test("whatever the password's proof is", async () => {
    const srp = { action: "InitiateAuth", authFlow: "USER_SRP_AUTH" };
    const all = morning(NIGHT, srp, answers("PASSWORD_VERIFIER"), answers("SMS_MFA"));
    expect(await trips(RULE, all)).toEqual([]);
    expect(await trips(RULE, all, TEXTING)).toEqual([]);
  });

  test("nor do those of an office that nobody sees complete, once three days are known", async () => {
    const days = [0, 1, 2, 3].map((day) => morning(NIGHT + day * DAY, BY_PASSWORD));
    // An attack from the same address is seen once it passes the peak as often as `times` says.
    const attackedAt = Math.ceil((NIGHT + 3 * DAY) / MINUTE) * MINUTE + 120 * MINUTE;
    const attack = calls(times * 120 + 1, WINDOW - 1, { at: attackedAt });
    const findings = await trips(RULE, [...days.flat(), ...attack]);
    expect(findings.map(({ firstSeen }) => Math.floor((firstSeen - NIGHT) / DAY))).toEqual([
      0, 1, 2, 3,
    ]);
    expect(findings.at(-1)).toMatchObject({
      firstSeen: attackedAt,
      usual: { peak: 120 },
      measure: { threshold: times * 120 },
    });
  });
});

test("a small past does not raise the threshold", async () => {
  const days = [0, 1, 2].flatMap((day) => calls(20, WINDOW, { at: NIGHT + day * DAY }));
  const attack = flood({ at: NIGHT + 3 * DAY });
  expect(await trips(RULE, [...days, ...attack])).toMatchObject([{ measure: { threshold: 60 } }]);
});

test("sign-ins change nothing for any other rule", async () => {
  const codes = Array.from({ length: 30 }, (_, i) =>
    cognitoCall({ action: "SignUp", ip: OFFICE, medium: "SMS", at: NIGHT + i * 5 * SECOND }),
  );
  const others = async (records: readonly JsonObject[]) =>
    (await replayed(records)).findings.filter(({ ruleId }) => ruleId !== RULE);
  // Nor do completions make the address one that has confirmed codes on an earlier day.
  const signIns = [NIGHT - DAY, NIGHT - 5 * MINUTE].flatMap((at) =>
    calls(70, MINUTE, { at }).concat(calls(70, MINUTE, answers("SOFTWARE_TOKEN_MFA", { at }))),
  );
  const alone = await others(codes);
  expect(alone.length).toBeGreaterThan(1);
  expect(await others([...codes, ...signIns])).toEqual(alone);
});
