import type { JsonObject } from "../../lambda/core/sources/records/json";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { trailDocument } from "../eql/cloudtrail-documents";
import {
  apiCall,
  cognitoCall,
  sendTextMessage,
  webRequest,
  type CloudTrailRecord,
  type CognitoCall,
} from "../support/records";

/** What happened, ending now. */
export type Story = (nowMs: number) => readonly JsonObject[];

/** A rule and what must, and must not, make it alert. */
export interface Stories {
  readonly ruleId: string;
  /** By what they are, with the first column of the row that alerts. */
  readonly fires: Readonly<Record<string, readonly [key: string, story: Story]>>;
  readonly quiet: Readonly<Record<string, Story>>;
}

type Spec = CognitoCall & { readonly action: string };

const CLIENT = "1h57kf5cpq17m0eml12EXAMPLE";
const ACCOUNT = "111122223333";
const ONE = "203.0.113.7";

const ipOf = (i: number): string => `198.18.${Math.floor(i / 250)}.${(i % 250) + 1}`;
const subOf = (i: number): string => `c4d8e4f8-1021-70ab-4c5d-${String(i).padStart(12, "0")}`;
const clientId = (i: number): string => `app${i}client0000000000EXAMPLE`;

const documentsOf = (records: readonly CloudTrailRecord[]): readonly JsonObject[] =>
  records.map((record) => trailDocument(record).document);

/** So many of something, spread evenly between two moments before now, in minutes. */
const spread = <T>(
  count: number,
  [from, to]: readonly [number, number],
  make: (i: number, ago: number) => T,
): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i, from + ((to - from) * i) / Math.max(1, count)));

const cognito =
  (count: number, when: readonly [number, number], spec: (i: number) => Spec): Story =>
  (nowMs) =>
    documentsOf(
      spread(count, when, (i, ago) => cognitoCall({ at: nowMs - ago * MINUTE_MS, ...spec(i) })),
    );

const all =
  (...stories: readonly Story[]): Story =>
  (nowMs) =>
    stories.flatMap((story) => story(nowMs));

/** Between what is too young to be judged and what the shortest look back holds. */
const SHORT = [23, 19] as const;
/** The same for rules with longer windows. */
const LONG = [35, 20] as const;
const TYPED = [18, 16] as const;

const addressStory = (asked: number, typed: number, ip: (i: number) => string = () => ONE): Story =>
  all(
    cognito(asked, SHORT, (i) => ({ action: "SignUp", medium: "SMS", ip: ip(i) })),
    cognito(typed, TYPED, (i) => ({ action: "ConfirmSignUp", ip: ip(i) })),
  );

const AGENT = "python-requests/2.31.0";

const agentStory = (asked: number, typed: number, spec: (i: number) => Partial<Spec>): Story =>
  all(
    cognito(asked, LONG, (i) => ({ action: "SignUp", userAgent: AGENT, ip: ipOf(i), ...spec(i) })),
    cognito(typed, TYPED, (i) => ({ action: "ConfirmSignUp", userAgent: AGENT, ip: ipOf(i) })),
  );

const clientStory = (asked: number, typed: number, spec: Partial<Spec> = {}): Story =>
  all(
    cognito(asked, LONG, (i) => ({ action: "SignUp", ip: ipOf(i), ...spec })),
    cognito(typed, TYPED, (i) => ({ action: "ConfirmSignUp", ip: ipOf(i), ...spec })),
  );

const flowStory = (
  [asks, confirms]: readonly [string, string],
  asked: number,
  typed: number,
  spec: (i: number) => Partial<Spec> = () => ({}),
): Story =>
  all(
    cognito(asked, LONG, (i) => ({
      action: asks,
      medium: "SMS",
      sub: subOf(i),
      ip: ipOf(i),
      ...spec(i),
    })),
    cognito(typed, TYPED, (i) => ({ action: confirms, sub: subOf(i), ip: ipOf(i) })),
  );

const SIGN_UPS = ["SignUp", "ConfirmSignUp"] as const;
const RESETS = ["ForgotPassword", "ConfirmForgotPassword"] as const;

const passwordless = (begun: number, completed: number, spec: Partial<Spec> = {}): Story =>
  all(
    cognito(begun, SHORT, () => ({
      action: "InitiateAuth",
      authFlow: "CUSTOM_AUTH",
      challengeName: "CUSTOM_CHALLENGE",
      ip: ONE,
      ...spec,
    })),
    cognito(completed, TYPED, () => ({
      action: "RespondToAuthChallenge",
      challengeName: "CUSTOM_CHALLENGE",
      ip: ONE,
    })),
  );

/** All in one second, so that no stretch of the clock parts them. */
const atOnce = (count: number, ago: number, make: (i: number, at: number) => CloudTrailRecord) =>
  ((nowMs) =>
    documentsOf(
      Array.from({ length: count }, (_, i) => make(i, nowMs - ago * MINUTE_MS)),
    )) satisfies Story;

const invitations = (count: number): Story =>
  atOnce(count, 10, (i, at) =>
    cognitoCall({ at, action: "AdminCreateUser", role: "back-end", ip: ipOf(i) }),
  );

const texts = (count: number, user?: (i: number) => string): Story =>
  atOnce(count, 10, (i, at) =>
    sendTextMessage({ at, ip: ipOf(i), user: user?.(i) ?? "deploy-bot" }),
  );

const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/deploy-bot`;
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/back-end`;
const DAY = 24 * 60;

const addresses = (fresh: number, known: number): Story =>
  all(
    atOnce(known, 3 * DAY, (i, at) => sendTextMessage({ at, user: "deploy-bot", ip: ipOf(i) })),
    atOnce(fresh, 10, (i, at) => sendTextMessage({ at, user: "deploy-bot", ip: ipOf(i) })),
  );

const KEY = "AKIAIOSFODNN7EXAMPLE";

const reads = (regions: readonly string[], more: JsonObject = {}): Story =>
  atOnce(regions.length, 10, (i, at) =>
    apiCall({
      at,
      service: "sns",
      action: "GetSMSAttributes",
      identity: { type: "IAMUser", arn: USER_ARN, accountId: ACCOUNT, accessKeyId: KEY, ...more },
      overrides: { awsRegion: regions[i]! },
    }),
  );

const web =
  (
    count: number,
    when: readonly [number, number],
    path: string,
    ip: (i: number) => string,
  ): Story =>
  (nowMs) =>
    spread(count, when, (i, ago) =>
      webRequest({ at: nowMs - ago * MINUTE_MS, path, ip: ip(i), integration: "nginx" }),
    );

const one = (): string => ONE;
const YESTERDAY = [20 * 60, 2 * 60] as const;
const site = (past: number, pastTyped: number, asked: number, typed: number): Story =>
  all(
    web(past, YESTERDAY, "/api/send-otp", ipOf),
    web(pastTyped, YESTERDAY, "/api/verify-otp", ipOf),
    web(asked, [60, 15], "/api/send-otp", ipOf),
    web(typed, [55, 10], "/api/verify-otp", ipOf),
  );

const sendStory = (asked: number, typed: number): Story =>
  all(web(asked, [13, 9], "/api/send-otp", one), web(typed, [7, 5], "/api/verify-otp", one));

export const STORIES: readonly Stories[] = [
  {
    ruleId: "sms-pumping-otp-endpoint-flood",
    fires: { "500 requests of one address": [ONE, web(500, [4.5, 0.5], "/api/otp/send", one)] },
    quiet: {
      "499 requests": web(499, [4.5, 0.5], "/api/otp/send", one),
      "500 requests for a picture": web(500, [4.5, 0.5], "/static/logo.png", one),
      "500 requests of 500 addresses": web(500, [4.5, 0.5], "/api/otp/send", ipOf),
    },
  },
  {
    ruleId: "sms-pumping-otp-send-unconfirmed",
    fires: {
      "20 codes that are not typed in": [ONE, sendStory(20, 0)],
      "20 codes of which three are": [ONE, sendStory(20, 3)],
    },
    quiet: {
      "19 codes": sendStory(19, 0),
      "20 codes of which four are typed in": sendStory(20, 4),
      "20 codes of 20 addresses": web(20, [13, 9], "/api/send-otp", ipOf),
      "20 requests for a picture": web(20, [13, 9], "/static/logo.png", one),
    },
  },
  {
    ruleId: "sms-pumping-otp-site-unconfirmed",
    fires: { "60 codes that nobody types in": ["all sites", site(300, 240, 60, 0)] },
    quiet: {
      "60 codes of which people type in as many as ever": site(300, 240, 60, 48),
      "a site without a past": site(0, 0, 60, 0),
      "a site on which hardly anybody is seen to type a code in": site(300, 30, 60, 0),
    },
  },
  {
    ruleId: "sms-pumping-cognito-address-unconfirmed",
    fires: {
      "ten codes that are not typed in": [ONE, addressStory(10, 0)],
      "ten codes of which one is": [ONE, addressStory(10, 1)],
    },
    quiet: {
      "nine codes": addressStory(9, 0),
      "ten codes of which two are typed in": addressStory(10, 2),
      "ten codes of ten addresses": addressStory(10, 0, ipOf),
      "ten codes that are too young": cognito(10, [10, 1], () => ({ action: "SignUp", ip: ONE })),
    },
  },
  {
    ruleId: "sms-pumping-cognito-network-unconfirmed",
    fires: {
      "20 codes of 20 addresses in a network": ["198.18.0.0", addressStory(20, 0, ipOf)],
      "20 codes of an IPv6 network": [
        "2001:db8:1::",
        addressStory(20, 0, (i) => `2001:db8:1:${i + 1}::7`),
      ],
    },
    quiet: {
      "19 codes": addressStory(19, 0, ipOf),
      "20 codes of one address": addressStory(20, 0),
      "20 codes of 20 networks": addressStory(20, 0, (i) => `198.18.${i}.7`),
      "20 codes of which four are typed in": addressStory(20, 4, ipOf),
    },
  },
  {
    ruleId: "sms-pumping-cognito-many-addresses",
    fires: { "25 codes of one program at 25 addresses": [CLIENT, agentStory(25, 0, () => ({}))] },
    quiet: {
      "24 codes": agentStory(24, 0, () => ({})),
      "25 codes of which five are typed in": agentStory(25, 5, () => ({})),
      "25 codes of one program at two addresses": agentStory(25, 0, (i) => ({ ip: ipOf(i % 2) })),
      "25 codes of 25 programs": agentStory(25, 0, (i) => ({ userAgent: `program/${i}` })),
    },
  },
  {
    ruleId: "sms-pumping-cognito-client-unconfirmed",
    fires: { "120 codes that nobody types in": [CLIENT, clientStory(120, 0)] },
    quiet: {
      "90 codes": clientStory(90, 0),
      "120 codes of which half are typed in": clientStory(120, 60),
    },
  },
  {
    ruleId: "sms-pumping-cognito-flow-unconfirmed",
    fires: { "120 users of whom none types a code in": [CLIENT, flowStory(SIGN_UPS, 120, 0)] },
    quiet: {
      "120 users of whom half do": flowStory(SIGN_UPS, 120, 60),
      "120 users who reset their passwords": flowStory(RESETS, 120, 0),
      "120 users who get an e-mail": flowStory(SIGN_UPS, 120, 0, () => ({ medium: "EMAIL" })),
      "120 codes of two users": flowStory(SIGN_UPS, 120, 0, (i) => ({ sub: subOf(i % 2) })),
      "120 calls that are refused": flowStory(SIGN_UPS, 120, 0, () => ({ outcome: "throttled" })),
    },
  },
  {
    ruleId: "sms-pumping-cognito-reset-unconfirmed",
    fires: { "120 users of whom none types a code in": [CLIENT, flowStory(RESETS, 120, 0)] },
    quiet: {
      "120 users of whom half do": flowStory(RESETS, 120, 60),
      "120 users who sign up": flowStory(SIGN_UPS, 120, 0),
    },
  },
  {
    ruleId: "sms-pumping-cognito-account-unconfirmed",
    fires: {
      "three app clients with 60 codes each": [
        ACCOUNT,
        all(...[0, 1, 2].map((i) => clientStory(60, 0, { clientId: clientId(i) }))),
      ],
    },
    quiet: {
      "one app client with 180": clientStory(180, 0),
      "three of which two are ordinary": all(
        clientStory(60, 0, { clientId: clientId(0) }),
        ...[1, 2].map((i) => clientStory(60, 40, { clientId: clientId(i) })),
      ),
      "one that lacks most, and two small ones": all(
        clientStory(180, 0, { clientId: clientId(0) }),
        ...[1, 2].map((i) => clientStory(30, 0, { clientId: clientId(i) })),
      ),
    },
  },
  {
    ruleId: "sms-pumping-cognito-passwordless-unfinished",
    fires: { "40 sign-ins that nobody completes": [ONE, passwordless(40, 0)] },
    quiet: {
      "39 sign-ins": passwordless(39, 0),
      "40 of which four are completed": passwordless(40, 4),
      "40 with a password": passwordless(40, 0, { authFlow: "USER_PASSWORD_AUTH" }),
    },
  },
  {
    ruleId: "sms-pumping-cognito-admin-burst",
    fires: { "201 invitations of one role": [ROLE_ARN, invitations(201)] },
    quiet: { "200 invitations": invitations(200) },
  },
  {
    ruleId: "sms-pumping-principal-burst",
    fires: { "51 texts of one user at 51 addresses": [USER_ARN, texts(51)] },
    quiet: {
      "50 texts": texts(50),
      "51 texts of 51 users": texts(51, (i) => `user-${i}`),
    },
  },
  {
    ruleId: "sms-pumping-key-new-addresses",
    fires: { "21 addresses at which it never was": [USER_ARN, addresses(21, 0)] },
    quiet: {
      "20 new addresses": addresses(20, 0),
      "21 addresses that it had three days ago": addresses(21, 21),
    },
  },
  {
    ruleId: "sms-pumping-scouting-regions",
    fires: { "three reads in two Regions": [KEY, reads(["us-east-1", "us-east-1", "eu-west-1"])] },
    quiet: {
      "two reads in two Regions": reads(["us-east-1", "eu-west-1"]),
      "three reads in one Region": reads(["us-east-1", "us-east-1", "us-east-1"]),
      "three reads by a service": reads(["us-east-1", "us-east-1", "eu-west-1"], {
        invokedBy: "cloudformation.amazonaws.com",
      }),
    },
  },
];
