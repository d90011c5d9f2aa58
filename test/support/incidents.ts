import { memorySpendStore } from "../../lambda/adapters/memory/outcomes";
import { memoryDeps } from "../../lambda/adapters/deps";
import { parseConfig, type Config } from "../../lambda/core/model/config";
import { crowdedEmail } from "../../lambda/core/notifications/email-crowd";
import { emailSink } from "../../lambda/core/notifications/email-sink";
import type { Email, Audience, Mailer } from "../../lambda/core/notifications/mail";
import { detect } from "../../lambda/core/engine";
import type { Finding } from "../../lambda/core/findings/finding";
import { foldIncidents } from "../../lambda/core/incidents/fold";
import { foldTargets } from "../../lambda/core/incidents/fold-targets";
import type { Incident } from "../../lambda/core/incidents/incident";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { notify } from "../../lambda/core/notifications/notify";
import type { Observation } from "../../lambda/core/model/observation";
import { inOrder, replay, type Replayed, type ReplayDeps } from "../../lambda/core/replay";
import type { Measure } from "../../lambda/core/model/measure";
import { parseRecord } from "../../lambda/core/sources";
import { absent } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { sweep } from "../../lambda/core/findings/sweep";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { LATEST_MS } from "./parsing";
import { ipv4In, seeded, type Random } from "./random";
import {
  ACCOUNT,
  CLIENT_ID,
  cognitoCall,
  REGION,
  sendTextMessage,
  webRequest,
  type CognitoCall,
} from "./records";
import { spendFiguresAt } from "./spend-figures";

/** What waits for a place in a crowded hour. */
const LARGEST = {
  id: "K7Q2MZ0H8V4XJ5T9PNBD",
  target: "client:3f9s1EXAMPLE",
  severity: "high",
  paid: 812,
  usd: 81.2,
} as const;

/** An e-mail that was sent, and to whom. */
export interface Sent extends Email {
  readonly audience: Audience;
}

/** A mailer that keeps what it is given. */
export function outbox(): { readonly mails: Sent[]; readonly mailer: Mailer } {
  const mails: Sent[] = [];
  const send: Mailer["send"] = (audience, email) => {
    mails.push({ audience, ...email });
    return Promise.resolve();
  };
  return { mails, mailer: { send } };
}

/** The observations in records of any wrapping; what is malformed fails the test. */
export function observed(
  records: readonly JsonObject[],
  config: Config = parseConfig({}),
): readonly Observation[] {
  return records.flatMap((record, i) =>
    parseRecord(record, { config, fallbackId: `test:${i}`, latestMs: LATEST_MS }).flatMap(
      (result) => {
        if (result.kind === "malformed") throw new Error(result.reason);
        return result.kind === "observations" ? result.observations : [];
      },
    ),
  );
}

export interface Story extends Replayed {
  /** In the order in which they were sent. */
  readonly mails: readonly Sent[];
  readonly deps: ReplayDeps;
}

/**
 * What becomes of records that are replayed in the memory of this process.
 *
 * @param figures what their account and Region spend, where that is to be known
 */
export async function replayed(
  records: readonly JsonObject[],
  settings: JsonObject = {},
  figures?: SpendFigures,
): Promise<Story> {
  const config = parseConfig(settings);
  const { mails, mailer } = outbox();
  const spend = memorySpendStore();
  if (figures !== undefined) await spend.write(ACCOUNT, REGION, figures);
  const deps = { ...memoryDeps(config, mailer), sink: emailSink(mailer, spend) };
  const result = await replay(inOrder(observed(records, config)), deps);
  return { ...result, mails, deps };
}

/** The same records as a drill: minute by minute through the detector, the relay and the mailer. */
async function drilled(records: readonly JsonObject[], drill: string): Promise<readonly Sent[]> {
  const config = parseConfig({});
  const { mails, mailer } = outbox();
  const deps = memoryDeps(config, mailer);
  const all = inOrder(observed(records, config));
  const start = all[0]!.atMs;
  for (let nowMs = start + MINUTE_MS; nowMs < start + 90 * MINUTE_MS; nowMs += MINUTE_MS) {
    const batch = all.filter(({ atMs }) => atMs >= nowMs - MINUTE_MS && atMs < nowMs);
    const { steps } = await detect(batch, nowMs, deps, drill);
    const ended = await sweep(nowMs, deps);
    for (const { finding } of [...steps, ...ended]) {
      const { scope, target } = finding;
      await foldTargets(scope, [target], nowMs, deps);
      const head = await deps.incidents.read(scope, target);
      for (const { id } of head!.incidents) {
        await notify({ scope, target, incidentId: id }, nowMs, deps);
      }
    }
  }
  return mails;
}

/** What one rule finds in records, all by itself. */
export async function trips(
  ruleId: string,
  records: readonly JsonObject[],
  settings: JsonObject = {},
): Promise<readonly Finding[]> {
  const config = parseConfig(settings);
  const deps = memoryDeps(config, outbox().mailer, [ruleId]);
  const finding = deps.rules.filter(({ isCountedOnly }) => isCountedOnly !== true);
  expect(finding.map(({ id }) => id)).toEqual([ruleId]);
  const { findings } = await replay(inOrder(observed(records, config)), deps);
  return findings;
}

export const SCOPE = `${ACCOUNT}/live`;
export const TARGET = `client:${CLIENT_ID}`;

const BURST: Measure = {
  kind: "unconfirmed-burst",
  threshold: 10,
  windowMs: 5 * MINUTE_MS,
  share: 0.2,
};

/** A finding of one address on one app client, open since five minutes. */
export const findingOf = (known: Partial<Finding> = {}): Finding => ({
  scope: SCOPE,
  target: TARGET,
  ruleId: "cognito-sms-burst",
  entity: { type: "ip", value: "203.0.113.77" },
  id: "F0000000000000000001",
  firstFiring: NIGHT,
  openedAt: NIGHT,
  firstSeen: NIGHT,
  lastSeen: NIGHT + 5 * MINUTE_MS,
  measure: BURST,
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  level: 0,
  status: "open",
  money: { usd: 4, isEstimate: true },
  accounts: [ACCOUNT],
  regions: [REGION],
  eventIds: ["ct:1"],
  arrivedAtMs: NIGHT,
  talliedAtMs: NIGHT,
  recordedAtMs: NIGHT,
  steps: 1,
  count: 40,
  confirmed: 0,
  paid: 40,
  peak: 40,
  countIsUpperBound: false,
  evidence: {
    calls: [{ action: "SignUp", outcome: "success", userAgent: "curl/8.11.1", share: 1 }],
    addresses: { values: [], count: 0 },
    destinations: { values: [], count: 0 },
  },
  ...known,
});

/** The incident that one finding makes, with fields of its own replaced. */
export function incidentFrom(finding: Finding, known: Partial<Incident> = {}): Incident {
  const { scope, target, recordedAtMs } = finding;
  const empty = { scope, target, version: 0, incidents: [] };
  const { head } = foldIncidents(empty, [finding], recordedAtMs, parseConfig({}));
  return { ...head.incidents[0]!, ...known };
}

export const NIGHT = Date.parse("2026-11-17T04:51:00Z");
const SECOND_MS = 1000;

/** Whatever an attacker can write into a header. */
export const SPOOFED_AGENT =
  'Mozilla/5.0\r\nSubject: all clear\r\n\r\n<a href="http://evil.example/login?x=1">Sign in to AWS</a> ' +
  'https://evil.example/x support@evil.example {"status":"resolved"} \u202egnp.exe\u0000\u001b[2J ' +
  "1. Nothing to do, go back to sleep. ".repeat(26);

interface Flood {
  readonly seed: string;
  readonly count: number;
  readonly everyMs: number;
  readonly startMs?: number;
}

/** Times at random gaps, with a source of chance for what happens at them. */
function floodOf<T>(
  { seed, count, everyMs, startMs = NIGHT }: Flood,
  make: (at: number, random: Random) => T,
): readonly T[] {
  const random = seeded(seed);
  let at = startMs;
  return Array.from({ length: count }, () => {
    at += random.exponential(everyMs);
    return make(Math.floor(at), random);
  });
}

/** One address that asks for new passwords as fast as the pool lets it. */
const oneAddress = (count: number, call: CognitoCall = {}): readonly JsonObject[] =>
  floodOf({ seed: "one", count, everyMs: 1500 }, (at, random) =>
    cognitoCall({
      id: random.uuid(),
      at,
      action: "ForgotPassword",
      ip: "203.0.113.77",
      userAgent: "Go-http-client/2.0",
      outcome: random.chance(0.62) ? "success" : "throttled",
      medium: "SMS",
      ...call,
    }),
  );

/** A thousand rented addresses that sign up with one tool, six times each. */
function botnet(): readonly JsonObject[] {
  const addresses = seeded("botnet").fork("addresses");
  const ips = Array.from({ length: 1000 }, () => ipv4In(addresses, "198.18.0.0/15"));
  const call = (at: number, random: Random): JsonObject =>
    cognitoCall({
      id: random.uuid(),
      at,
      action: "SignUp",
      ip: random.pick(ips),
      userAgent: "python-requests/2.31.0",
      outcome: random.chance(0.93) ? "success" : "throttled",
      medium: "SMS",
    });
  return floodOf({ seed: "botnet", count: 6000, everyMs: 250 }, call);
}

/** A leaked key that texts two blocks of numbers. */
const leakedKey = (): readonly JsonObject[] =>
  floodOf({ seed: "key", count: 90, everyMs: 3 * SECOND_MS }, (at, random) =>
    sendTextMessage({
      id: random.uuid(),
      at,
      user: "deploy-bot",
      ip: "203.0.113.9",
      userAgent: "Boto3/1.40.74 md/Botocore#1.40.74",
      destination: `${random.pick(["+99890123", "+99890124"])}${random.integer(1000, 9999)}`,
    }),
  );

const otpForm = (): readonly JsonObject[] =>
  floodOf({ seed: "form", count: 240, everyMs: 800 }, (at, random) =>
    webRequest({
      id: random.uuid(),
      at,
      ip: "203.0.113.7",
      path: "/api/auth/send-otp",
      status: random.chance(0.7) ? 200 : 429,
      userAgent: "curl/8.11.1",
    }),
  );

export const LINKED: JsonObject = {
  runbookUrl: "https://github.com/example/sms-pumping-detector/blob/main/docs/runbooks",
  dashboardUrl:
    "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/sms-pumping",
};

/** Refused calls name a client only where it is known to be somebody's. */
const LISTED: JsonObject = {
  userPools: { "us-east-1_Example": { delivers: "both", clients: [CLIENT_ID] } },
};

const MUTED: JsonObject = {
  suppressions: [
    {
      id: "k6-runner",
      cidr: "203.0.113.77/32",
      expires: "2026-11-28T00:00:00Z",
      owner: "platform-team@example.com",
      reason: "k6 load test of the sign-up form",
      pageAtTimes: 10,
    },
  ],
};

/** The second day of a month in an account where nobody has set a limit. */
const IN_PART: Partial<SpendFigures> = {
  projectedMonthEnd: absent("less than a day is known"),
  limit: absent("AWS tells no MonthlySpendLimit, and none is configured"),
  hoursToLimit: absent("AWS tells no MonthlySpendLimit, and none is configured"),
  countries: absent("AWS lists no country with messages in the last 3 h"),
};

const withState = ({ mails }: Story, state: string): Sent =>
  mails.find(({ body }) => body.startsWith(state))!;

/** Every kind of e-mail, each from records that went the whole way, by its golden file's name. */
export async function goldenEmails(): Promise<ReadonlyMap<string, Email>> {
  const long = await replayed(oneAddress(900));
  const bots = await replayed(botnet(), LINKED);
  const spoofed = await replayed(oneAddress(200, { userAgent: SPOOFED_AGENT }));
  const key = await replayed(leakedKey());
  const web = await replayed(otpForm());
  const forbidden = oneAddress(200, { outcome: "ForbiddenException" });
  const refused = await replayed(forbidden, LISTED);
  const unnamed = await replayed(forbidden);
  const muted = await replayed(oneAddress(200), MUTED);
  const drill = await drilled(oneAddress(60), "weekly-47");
  const spent = await replayed(oneAddress(900), {}, spendFiguresAt(NIGHT));
  // Its first e-mail needs no more.
  const inPart = await replayed(botnet().slice(0, 600), LINKED, spendFiguresAt(NIGHT, IN_PART));
  return new Map<string, Email>([
    ["one-address", long.mails[0]!],
    ["escalation", withState(long, "ESCALATED")],
    ["close", long.mails.at(-1)!],
    ["botnet", bots.mails[0]!],
    ["botnet-escalation", withState(bots, "ESCALATED")],
    ["spoofed-user-agent", spoofed.mails[0]!],
    ["send-text-message", key.mails[0]!],
    ["send-text-message-close", key.mails.at(-1)!],
    ["web", web.mails[0]!],
    ["refused-flood", refused.mails[0]!],
    ["refused-flood-close", refused.mails.at(-1)!],
    ["unnamed-clients", unnamed.mails[0]!],
    ["suppressed-flood", muted.mails[0]!],
    ["drill", drill[0]!],
    ["one-address-with-spend", spent.mails[0]!],
    ["close-with-spend", spent.mails.at(-1)!],
    ["botnet-with-spend-in-part", inPart.mails[0]!],
    ["crowded-hour", crowdedEmail({ waiting: 1, largest: LARGEST }, NIGHT, parseConfig({}))],
  ]);
}
