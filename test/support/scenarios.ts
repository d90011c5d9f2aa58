/* The traffic under test/fixtures/scenarios. `npx tsx test/support/scenarios.ts` rewrites it. */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { appRequests, balancerLog, deliveryLog, twilioEvents, twilioMessages } from "./page-roads";
import { CLIENTS, CONFIRMED_SHARE, DEVICES, visitAt, visitRecords } from "./population";
import { seeded, type Random } from "./random";
import {
  cloudTrailFile,
  cognitoCall,
  elasticHit,
  eventBridge,
  ndjson,
  publishToNumber,
  roleArn,
  webRequest,
  type CloudTrailRecord,
  type WebDocument,
} from "./records";

export const SCENARIOS = join(__dirname, "../fixtures/scenarios");

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const instant = (text: string): number => Date.parse(text);

const byTime = (records: readonly CloudTrailRecord[]): readonly CloudTrailRecord[] =>
  [...records].sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime));

const webByTime = (documents: readonly WebDocument[]): readonly WebDocument[] =>
  [...documents].sort((a, b) => Date.parse(a["@timestamp"]) - Date.parse(b["@timestamp"]));

const count = <T>(times: number, make: (i: number) => T): T[] =>
  Array.from({ length: times }, (_, i) => make(i));

function publishBurst(): readonly CloudTrailRecord[] {
  const random = seeded("page-test-1");
  const start = instant("2026-11-17T10:00:00Z");
  return count(15, (i) =>
    publishToNumber({
      id: random.uuid(),
      at: start + Math.floor((i * 5 * SECOND) / 15),
      ip: "198.51.100.23",
      user: "deploy-bot",
      userAgent:
        "aws-cli/2.31.18 md/awscrt#0.28.2 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.9",
      phoneNumber: "+15550001234",
    }),
  );
}

function forgotPasswordFlood(): readonly JsonObject[] {
  const random = seeded("page-test-2");
  const start = instant("2026-11-17T11:00:00Z");
  const sub = random.uuid();
  const outcomeOf = (i: number): string => {
    if (i < 5) return "success";
    return i % 5 === 4 ? "LimitExceededException" : "throttled";
  };
  return count(20, (i) =>
    eventBridge(
      cognitoCall({
        id: random.uuid(),
        at: start + i * (SECOND / 2),
        action: "ForgotPassword",
        ip: "198.51.100.24",
        userAgent:
          "aws-cli/2.31.18 md/awscrt#0.28.2 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.9",
        clientId: CLIENTS.web,
        outcome: outcomeOf(i),
        medium: "SMS",
        sub,
      }),
    ),
  );
}

function sendOtpBurst(): readonly WebDocument[] {
  const random = seeded("page-test-3");
  const start = instant("2026-11-17T12:00:00Z");
  return count(60, (i) =>
    webRequest({
      id: random.uuid(),
      at: start + i * 250 + random.integer(0, 90),
      ip: "198.51.100.25",
      path: "/api/auth/send-otp",
      status: i < 20 ? 200 : 429,
      userAgent: "curl/8.11.1",
    }),
  );
}

const RUNNER = "198.51.100.20";
const K6 = "k6/1.3.0 (https://k6.io/)";

/** Up for half a minute, steady, down for half a minute: the times of each iteration. */
function loadTestTimes(random: Random): readonly number[] {
  const start = instant("2026-11-17T20:02:00Z");
  const total = 3 * MINUTE;
  return count(240, () => random.fraction() * total)
    .filter((at) => random.chance(Math.min(1, at / (MINUTE / 2), (total - at) / (MINUTE / 2))))
    .sort((a, b) => a - b)
    .map((at) => start + Math.floor(at));
}

function loadTestCognito(): readonly CloudTrailRecord[] {
  const random = seeded("load-test/cognito");
  return loadTestTimes(random).map((at) =>
    cognitoCall({
      id: random.uuid(),
      at,
      action: "SignUp",
      ip: RUNNER,
      userAgent: K6,
      clientId: CLIENTS.web,
      outcome: random.chance(0.15) ? "throttled" : "success",
      medium: "SMS",
      sub: random.uuid(),
    }),
  );
}

/** Every iteration asks for a code and then sends a wrong one. */
function loadTestWeb(): readonly WebDocument[] {
  const random = seeded("load-test/web");
  const request = (at: number, path: string, status: number) =>
    webRequest({ id: random.uuid(), at, ip: RUNNER, path, status, userAgent: K6 });
  return webByTime(
    loadTestTimes(random).flatMap((at) => [
      request(at, "/api/auth/send-otp", random.chance(0.15) ? 429 : 200),
      request(at + random.integer(120, 900), "/api/auth/verify-otp", 422),
    ]),
  );
}

const loadTestConfig: JsonObject = {
  suppressions: [
    {
      id: "k6-runner",
      cidr: `${RUNNER}/32`,
      from: "2026-11-16T00:00:00Z",
      dailyUtc: "20:00-20:30",
      expires: "2026-11-28T00:00:00Z",
      owner: "platform-team@example.com",
      reason: "k6 load test of the sign-up form, evenings of the release fortnight",
      pageAtTimes: 40,
    },
  ],
};

const OFFICE = "203.0.113.40";
const LAUNCH = instant("2026-11-17T15:00:00Z");

/** A working day before the launch: every kind of device confirms at least once. */
function ordinaryDay(random: Random, day: string): readonly CloudTrailRecord[] {
  const devices = random.shuffle(DEVICES.map(([device]) => device));
  const start = instant(`${day}T08:00:00Z`);
  return devices.flatMap((device, i) => {
    const atMs = start + i * 35 * MINUTE + random.integer(0, 20 * MINUTE);
    return visitRecords(random, { atMs, ip: OFFICE, device, confirms: true });
  });
}

/** People who ask within a quarter of an hour, most of them in the first five minutes. */
function launchTimes(random: Random): readonly number[] {
  const times: number[] = [];
  for (let at = LAUNCH; at < LAUNCH + 20 * MINUTE;) {
    at += random.exponential(at < LAUNCH + 5 * MINUTE ? 2.4 * SECOND : 7 * SECOND);
    times.push(Math.floor(at));
  }
  return times;
}

function launchCognito(): readonly CloudTrailRecord[] {
  const random = seeded("product-launch/cognito");
  const launch = launchTimes(random).flatMap((at) =>
    visitRecords(random, visitAt(random, at, OFFICE)),
  );
  return byTime([
    ...ordinaryDay(random, "2026-11-15"),
    ...ordinaryDay(random, "2026-11-16"),
    ...launch,
  ]);
}

function launchWeb(): readonly WebDocument[] {
  const random = seeded("product-launch/web");
  const visit = (at: number): readonly WebDocument[] => {
    const userAgent = random.weighted(DEVICES).userAgent;
    const request = (atMs: number, method: string, path: string) =>
      webRequest({ id: random.uuid(), at: atMs, ip: OFFICE, method, path, userAgent });
    const page = request(at - random.integer(4, 30) * SECOND, "GET", "/launch");
    const send = request(at, "POST", "/api/auth/send-otp");
    if (!random.chance(CONFIRMED_SHARE)) return [page, send];
    return [
      page,
      send,
      request(at + random.integer(15_000, 120_000), "POST", "/api/auth/verify-otp"),
    ];
  };
  return webByTime(launchTimes(random).flatMap(visit));
}

const launchWebConfig: JsonObject = {
  suppressions: [
    {
      id: "launch-office-nat",
      cidr: `${OFFICE}/32`,
      from: "2026-11-17T14:00:00Z",
      expires: "2026-11-18T00:00:00Z",
      owner: "growth-team@example.com",
      reason: "product launch: staff and visitors sign up behind the office's one address",
      pageAtTimes: 15,
    },
  ],
};

const MONITOR = "192.0.2.80";
const SYNTHETICS =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36 DatadogSynthetics";
const MONITOR_START = instant("2026-11-17T00:00:10Z");
const MONITOR_RUNS = 120;

/** One run a minute; every fortieth fails once and is tried again at once. */
function monitorTimes(random: Random): readonly number[] {
  return count(MONITOR_RUNS, (i) => {
    const at = MONITOR_START + i * MINUTE + random.integer(0, 3 * SECOND);
    return i % 40 === 39 ? [at, at + 12 * SECOND] : [at];
  }).flat();
}

function monitorCognito(): readonly CloudTrailRecord[] {
  const random = seeded("uptime-monitor/cognito");
  const sub = random.uuid();
  const call = (action: string, at: number) =>
    cognitoCall({
      id: random.uuid(),
      at,
      action,
      ip: MONITOR,
      userAgent: SYNTHETICS,
      clientId: CLIENTS.web,
      sub,
      ...(action === "ForgotPassword" ? { medium: "SMS" as const } : {}),
    });
  return monitorTimes(random).flatMap((at) => [
    call("ForgotPassword", at),
    call("ConfirmForgotPassword", at + random.integer(4, 10) * SECOND),
  ]);
}

function monitorWeb(): readonly WebDocument[] {
  const random = seeded("uptime-monitor/web");
  const request = (at: number, path: string) =>
    webRequest({ id: random.uuid(), at, ip: MONITOR, path, userAgent: SYNTHETICS });
  return monitorTimes(random).flatMap((at) => [
    request(at, "/api/auth/send-otp"),
    request(at + random.integer(4_000, 10_000), "/api/auth/verify-otp"),
  ]);
}

const JOB = "192.0.2.140";
const JOB_ROLE = "phone-reverification";
const JOB_AGENT =
  "Boto3/1.40.74 md/Botocore#1.40.74 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.9 cfg/retry-mode#adaptive";
const MIGRATION = instant("2026-11-17T02:00:00Z");

/** One person every four seconds, slow enough for the sending quota. */
const migrationTimes = (random: Random): readonly number[] =>
  count(200, (i) => MIGRATION + i * 4 * SECOND + random.integer(0, 900));

/** Three of four are changed by the job's role, the others with a token it holds for them. */
function migrationCognito(): readonly CloudTrailRecord[] {
  const random = seeded("migration/cognito");
  return migrationTimes(random).map((at, i) => {
    const common = { id: random.uuid(), at, ip: JOB, userAgent: JOB_AGENT, sub: random.uuid() };
    return i % 4 === 3
      ? cognitoCall({ ...common, action: "GetUserAttributeVerificationCode", medium: "SMS" })
      : cognitoCall({ ...common, action: "AdminUpdateUserAttributes", role: JOB_ROLE });
  });
}

function migrationWeb(): readonly WebDocument[] {
  const random = seeded("migration/web");
  return migrationTimes(random).map((at) =>
    webRequest({
      id: random.uuid(),
      at,
      ip: JOB,
      path: `/api/users/${random.uuid()}/phone-verification`,
      status: random.chance(0.02) ? 422 : 200,
      userAgent: JOB_AGENT,
      integration: "nginx",
    }),
  );
}

const migrationConfig: JsonObject = {
  suppressions: [
    {
      id: "idp-migration-role",
      principal: roleArn(JOB_ROLE),
      dailyUtc: "02:00-02:30",
      expires: "2026-12-01T00:00:00Z",
      owner: "identity-team@example.com",
      reason: "move to the new identity provider: every phone number is verified again",
      pageAtTimes: 45,
    },
    {
      id: "idp-migration-address",
      cidr: `${JOB}/32`,
      userAgent: JOB_AGENT,
      dailyUtc: "02:00-02:30",
      expires: "2026-12-01T00:00:00Z",
      owner: "identity-team@example.com",
      reason: "the same job where it calls without its role: with people's tokens, and by the web",
      pageAtTimes: 45,
    },
  ],
};

const json = (value: JsonObject | readonly JsonObject[]): string =>
  `${JSON.stringify(value, null, 2)}\n`;

/** Every file of the folder, by name. */
export function scenarioFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["page-test-1-sns-publish.json", cloudTrailFile(publishBurst())],
    ["page-test-1-delivery-log.json", json(deliveryLog())],
    ["page-test-3-send-otp.alb.log", balancerLog()],
    ["page-test-3-send-otp.app-requests.json", json(appRequests())],
    ["page-test-4-twilio.events.json", json(twilioEvents())],
    ["page-test-4-twilio.messages.json", json(twilioMessages())],
    ["page-test-2-forgot-password.ndjson", ndjson(forgotPasswordFlood())],
    ["page-test-3-send-otp.ndjson", ndjson(sendOtpBurst())],
    ["page-test-3-send-otp.elastic.ndjson", ndjson(sendOtpBurst().map(elasticHit))],
    ["false-positive-1-load-test.cognito.json", cloudTrailFile(loadTestCognito())],
    ["false-positive-1-load-test.web.ndjson", ndjson(loadTestWeb())],
    ["false-positive-1-load-test.config.json", json(loadTestConfig)],
    ["false-positive-2-product-launch.cognito.json", cloudTrailFile(launchCognito())],
    ["false-positive-2-product-launch.web.ndjson", ndjson(launchWeb())],
    ["false-positive-2-product-launch.web.config.json", json(launchWebConfig)],
    ["false-positive-3-uptime-monitor.cognito.json", cloudTrailFile(monitorCognito())],
    ["false-positive-3-uptime-monitor.web.ndjson", ndjson(monitorWeb())],
    ["false-positive-4-migration.cognito.json", cloudTrailFile(migrationCognito())],
    ["false-positive-4-migration.web.ndjson", ndjson(migrationWeb())],
    ["false-positive-4-migration.config.json", json(migrationConfig)],
  ]);
}

if (require.main === module) {
  const files = scenarioFiles();
  mkdirSync(SCENARIOS, { recursive: true });
  for (const name of readdirSync(SCENARIOS)) if (!files.has(name)) rmSync(join(SCENARIOS, name));
  for (const [name, text] of files) writeFileSync(join(SCENARIOS, name), text);
}
