import fc from "fast-check";
import type { Finding } from "../../../lambda/core/findings/finding";
import type { JsonObject } from "../../../lambda/core/sources/records/json";
import { HOSTED_UI_PAGES } from "../../../lambda/core/sources/cognito-hosted-ui";
import { SMS_VOICE_CALLS, SMS_VOICE_SERVICES } from "../../../lambda/core/sources/sms-voice-send";
import { fixture } from "../../support/fixtures";
import { NIGHT, replayed, trips } from "../../support/incidents";
import { cognitoCall, eventBridge, type CloudTrailRecord } from "../../support/records";
import { runs } from "../../support/runs";

/* One attack, one set of findings, whatever the calls are called by which it comes. */

const POOL = "us-east-1_Ex4mpleQ7";
const CLIENT = "1example23456789abcdefghij";
const SECOND = 1000;

const pool = (settings: object): JsonObject => ({
  userPools: { [POOL]: { clients: [CLIENT], ...settings } },
});
const BY_SMS = pool({ delivers: "sms" });
const BY_MFA = pool({ delivers: "email", smsMfa: true });

type Make = (event: {
  readonly id: string;
  readonly at: number;
  readonly ip: string;
}) => JsonObject;

/** A user of his own for each record, where the recorded page names one. */
function ofOneUser(record: JsonObject, id: string): JsonObject {
  const more = record.additionalEventData as JsonObject | null;
  const asked = (more?.requestParameters ?? {}) as JsonObject;
  if (asked.sub === undefined) return record;
  const digits = Buffer.from(id).toString("hex").slice(-12).padStart(12, "0");
  const requestParameters = { ...asked, sub: [`00000000-0000-4000-8000-${digits}`] };
  return { ...record, additionalEventData: { ...more, requestParameters } };
}

/** A recorded shape at another time, from another address and another user. */
const recorded =
  (path: string, change: JsonObject = {}): Make =>
  ({ id, at, ip }) => ({
    ...ofOneUser(fixture(`cloudtrail/${path}`), id),
    eventID: id,
    eventTime: new Date(at).toISOString(),
    sourceIPAddress: ip,
    userAgent: "curl/8.11.1",
    ...change,
  });

const page = (name: string): Make => recorded(`cognito-idp/hosted-ui-${name}`);
const madeUp = (name: string): Make => recorded(`cognito-idp/${name}.not-recorded`);
const managed = (name: string): Make => madeUp(`managed-login-${name}`);
const api =
  (action: string): Make =>
  ({ id, at, ip }) =>
    cognitoCall({ action, id, at, ip, clientId: CLIENT, userAgent: "curl/8.11.1" });

/** How codes are asked for, and how they are typed in. */
interface Door {
  readonly asks: Make;
  readonly confirms: Make;
}

/** What the same attack is by the API, and where it counts. */
interface Basis extends Door {
  readonly settings: JsonObject;
}

const SIGN_UP: Basis = { settings: BY_SMS, asks: api("SignUp"), confirms: api("ConfirmSignUp") };
const RESET: Basis = {
  settings: BY_SMS,
  asks: api("ForgotPassword"),
  confirms: api("ConfirmForgotPassword"),
};
const SIGN_IN: Basis = {
  settings: BY_MFA,
  asks: api("InitiateAuth"),
  confirms: api("RespondToAuthChallenge"),
};

const signUp: Door = { asks: managed("signup-post"), confirms: managed("signup-confirm-post") };
const signIn: Door = { asks: managed("login-post"), confirms: managed("mfa-phone-verify-post") };
const resetting = managed("forgot-password-post");

const DOORS: readonly (readonly [name: string, basis: Basis, door: Door])[] = [
  ["Signup_POST", SIGN_UP, { ...signUp, asks: page("signup-post") }],
  ["ResendCode_POST", SIGN_UP, { ...signUp, asks: page("resend-code-post") }],
  ["ForgotPassword_POST", RESET, { ...signUp, asks: page("forgot-password-post") }],
  ["Confirm_POST", SIGN_UP, { ...signUp, confirms: page("confirm-post") }],
  [
    "ConfirmForgotPassword_POST",
    RESET,
    { asks: resetting, confirms: page("confirm-forgot-password-post") },
  ],
  ["CognitoAuthentication", SIGN_IN, { ...signIn, asks: page("cognito-authentication") }],
  ["MfaOption_POST", SIGN_IN, { ...signIn, asks: page("mfa-option-post") }],
  ["Mfa_POST", SIGN_IN, { ...signIn, confirms: page("mfa-post") }],
  [
    "MfaRegister_POST",
    SIGN_IN,
    {
      asks: madeUp("hosted-ui-mfa-register-post-phone"),
      confirms: madeUp("hosted-ui-mfa-register-post"),
    },
  ],
  ["signup_POST", SIGN_UP, signUp],
  [
    "forgotPassword_POST",
    RESET,
    { asks: resetting, confirms: managed("forgot-password-post-code") },
  ],
  ["mfa_phone_register_POST", SIGN_UP, { ...signUp, asks: managed("mfa-phone-register-post") }],
  [
    "mfa_phone_resendCode_POST",
    SIGN_UP,
    { ...signUp, asks: managed("mfa-phone-resend-code-post") },
  ],
  ["signup_confirm_POST", SIGN_UP, signUp],
  ["login_POST", SIGN_IN, signIn],
  ["login_continue_POST", SIGN_IN, { ...signIn, asks: managed("login-continue-post") }],
  ["selectChallenge_POST", SIGN_IN, { ...signIn, asks: managed("select-challenge-post") }],
  ["mfa_options_POST", SIGN_IN, { ...signIn, asks: managed("mfa-options-post") }],
  ["mfa_phone_verify_POST", SIGN_IN, signIn],
  ["verifyCode_POST", SIGN_IN, { ...signIn, confirms: managed("verify-code-post") }],
];

const namesOf = ({ asks, confirms }: Door): readonly unknown[] =>
  [asks, confirms].map((make) => make({ id: "x", at: NIGHT, ip: "203.0.113.1" }).eventName);

test("every page that is read has a flood of its own here", () => {
  expect(DOORS.map(([name]) => name)).toEqual([...HOSTED_UI_PAGES]);
  for (const [name, , door] of DOORS) expect(namesOf(door)).toContain(name);
});

interface Flood {
  readonly count: number;
  readonly everySeconds: number;
  /** One of so many codes is typed in; 0 for none. */
  readonly typedOneIn: number;
  readonly addresses: number;
}

function flood(door: Door, { count, everySeconds, typedOneIn, addresses }: Flood) {
  return Array.from({ length: count }, (_, i) => {
    const at = NIGHT + i * everySeconds * SECOND;
    const ip = `203.0.113.${1 + (i % addresses)}`;
    const isTyped = typedOneIn > 0 && i % typedOneIn === 0;
    const asked = door.asks({ id: `asked-${i}`, at, ip });
    return isTyped
      ? [asked, door.confirms({ id: `typed-${i}`, at: at + 5 * SECOND, ip })]
      : [asked];
  }).flat();
}

/** Without the calls' names. A page by which people sign in sends a text perhaps, the API's call surely. */
const comparable = (
  findings: readonly Finding[],
  { settings }: Pick<Basis, "settings">,
): readonly object[] =>
  findings.map(({ evidence: { addresses }, paid, money, ...rest }) => ({
    ...rest,
    addresses,
    ...(settings === BY_SMS && { paid, money }),
  }));

async function findingsOf(door: Door, basis: Basis, attack: Flood): Promise<readonly object[]> {
  const { findings } = await replayed(flood(door, attack), basis.settings);
  return comparable(findings, basis);
}

const NIGHTLY: Flood = { count: 40, everySeconds: 2, typedOneIn: 0, addresses: 1 };

describe.each(DOORS)("%s", (_, basis, door) => {
  test("a flood is found as by the API", async () => {
    const found = await findingsOf(door, basis, NIGHTLY);
    expect(found).toEqual(await findingsOf(basis, basis, NIGHTLY));
    expect(found).toContainEqual(
      expect.objectContaining({
        ruleId: "cognito-sms-burst",
        target: `client:${CLIENT}`,
        count: 40,
        confirmed: 0,
      }),
    );
  });

  test("a crowd that types its codes in is none, as by the API", async () => {
    const crowd = { ...NIGHTLY, typedOneIn: 1 };
    expect(await findingsOf(door, basis, crowd)).toEqual([]);
    expect(await findingsOf(basis, basis, crowd)).toEqual([]);
  });

  test("whatever comes is found as by the API, confirmations included", async () => {
    const attacks = fc.record({
      count: fc.integer({ min: 5, max: 60 }),
      everySeconds: fc.integer({ min: 1, max: 40 }),
      typedOneIn: fc.integer({ min: 0, max: 12 }),
      addresses: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(attacks, async (attack) => {
        const found = await findingsOf(door, basis, attack);
        expect(found).toEqual(await findingsOf(basis, basis, attack));
      }),
      { numRuns: runs(30) },
    );
  });
});

test("elsewhere a flood of sign-ins is one for the rule of its own, which pages nobody", async () => {
  for (const [name, , door] of DOORS.filter(([, { settings }]) => settings === BY_MFA)) {
    const attack = { ...NIGHTLY, count: 90, everySeconds: 0.5 };
    const { findings } = await replayed(flood(door, attack), BY_SMS);
    expect({ name, findings }).toMatchObject({
      name,
      findings: [{ ruleId: "cognito-sign-in-burst", notify: "record", count: 90 }],
    });
    const completed = await replayed(flood(door, { ...attack, typedOneIn: 1 }), BY_SMS);
    expect({ name, findings: completed.findings }).toEqual({ name, findings: [] });
  }
});

test("a phone that is registered counts in any pool, named or not", async () => {
  for (const name of ["mfa-phone-register-post", "mfa-phone-resend-code-post"]) {
    for (const settings of [{}, pool({ delivers: "email" })]) {
      const records = flood({ ...signUp, asks: managed(name) }, NIGHTLY);
      expect(await trips("cognito-sms-burst", records, settings)).toMatchObject([
        { count: 40, paid: 40 },
      ]);
    }
  }
});

const sends = "sms-voice/send-text-message";

/** Which of them are surely a text or a call, of those that send. */
const SENDS: readonly (readonly [name: string, path: string, isSurelyPaid: boolean])[] = [
  ["SendTextMessage", sends, true],
  ["SendMediaMessage", "sms-voice/send-media-message", true],
  ["SendNotifyTextMessage", "sms-voice/send-notify-text-message", true],
  ["SendVoiceMessage", "sms-voice/send-voice-message", true],
  ["SendNotifyVoiceMessage", "sms-voice/send-notify-voice-message.not-recorded", true],
  ["SendRcsMessage", "sms-voice/send-rcs-message.not-recorded", false],
  [
    "SendNotifyCodeVerification",
    "end-user-messaging/send-notify-code-verification-text.not-recorded",
    true,
  ],
];
const VALID = recorded("end-user-messaging/validate-notify-code-verification-valid.not-recorded");

test("every call of End User Messaging that is read has a flood of its own here", () => {
  expect([...SENDS.map(([name]) => name), "ValidateNotifyCodeVerification"]).toEqual([
    ...SMS_VOICE_CALLS,
  ]);
  for (const [name, path] of SENDS) expect(fixture(`cloudtrail/${path}`).eventName).toBe(name);
});

const apart = (findings: readonly Finding[]): readonly object[] => comparable(findings, SIGN_IN);

const DETAIL_TYPES = ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"];

describe.each(SENDS)("%s", (_, path, isSurelyPaid) => {
  const eleven = (asks: Make, confirms = VALID, typedOneIn = 0): readonly JsonObject[] =>
    flood({ asks, confirms }, { ...NIGHTLY, count: 11, typedOneIn });

  test.each(SMS_VOICE_SERVICES)("by %s is found as texts are", async (eventSource) => {
    const found = await trips("sms-api-burst", eleven(recorded(path, { eventSource })));
    expect(apart(found)).toEqual(apart(await trips("sms-api-burst", eleven(recorded(sends)))));
    expect(found).toMatchObject([{ count: 11, paid: isSurelyPaid ? 11 : 0 }]);
  });

  test.each(DETAIL_TYPES)("in an event of the kind %s counts", async (detailType) => {
    const events = eleven(recorded(path)).map((record) => ({
      ...eventBridge(record as CloudTrailRecord),
      "detail-type": detailType,
    }));
    expect(await trips("sms-api-burst", events)).toMatchObject([{ count: 11 }]);
  });

  test("with its codes validated is the same volume", async () => {
    const { findings } = await replayed(eleven(recorded(path), VALID, 1));
    expect(findings).toMatchObject([{ ruleId: "sms-api-burst", count: 11 }]);
  });
});

test("codes that the account sent itself never excuse Cognito's, not even at one address", async () => {
  const asks: Make = ({ id, at, ip }) =>
    cognitoCall({ action: "GetUserAttributeVerificationCode", id, at, ip });
  const cognito = (confirms: Make) => flood({ asks, confirms }, { ...NIGHTLY, typedOneIn: 1 });
  const VERIFY: Make = ({ id, at, ip }) =>
    cognitoCall({ action: "VerifyUserAttribute", id, at, ip });
  expect(await trips("cognito-sms-burst", cognito(VERIFY))).toEqual([]);
  expect(await trips("cognito-sms-burst", cognito(VALID))).toMatchObject([
    { target: "cognito", count: 40, confirmed: 0 },
  ]);
});

test("codes by WhatsApp are no texts: no flood of them is found", async () => {
  const asks = recorded("end-user-messaging/send-notify-code-verification-whatsapp.not-recorded");
  expect((await replayed(flood({ asks, confirms: VALID }, NIGHTLY))).findings).toEqual([]);
});
