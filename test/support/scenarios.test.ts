import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../lambda/core/model/config";
import type { CloudTrailRecord, WebDocument } from "./records";
import { scenarioFiles, SCENARIOS } from "./scenarios";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

const textOf = (name: string): string => readFileSync(join(SCENARIOS, name), "utf8");
const linesOf = (name: string): readonly unknown[] =>
  textOf(name)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
const recordsOf = (name: string): readonly CloudTrailRecord[] =>
  (JSON.parse(textOf(name)) as { Records: CloudTrailRecord[] }).Records;

/** What the rules look at, read straight from the records. */
interface Seen {
  readonly atMs: number;
  readonly ip: string;
  readonly agent: string;
  readonly kind: "asked" | "confirmed" | "other";
}

const ASKS =
  /^(SignUp|ForgotPassword|ResendConfirmationCode|AdminUpdateUserAttributes|GetUserAttributeVerificationCode)$/;

function seenIn(record: CloudTrailRecord): Seen {
  const client = (record.requestParameters as { clientId?: string }).clientId ?? "none";
  const confirms = record.eventName.startsWith("Confirm") && record.errorCode === undefined;
  const kind = ASKS.test(record.eventName) ? "asked" : confirms ? "confirmed" : "other";
  return {
    atMs: Date.parse(record.eventTime),
    ip: record.sourceIPAddress,
    agent: `${client} ${record.userAgent}`,
    kind,
  };
}

interface Measure {
  readonly by: "ip" | "agent";
  readonly threshold: number;
  readonly windowMs: number;
  readonly share: number;
}

const COGNITO: Readonly<Record<string, Measure>> = {
  "cognito-sms-burst": { by: "ip", threshold: 10, windowMs: 5 * MINUTE, share: 0.2 },
  "cognito-network-burst": { by: "ip", threshold: 20, windowMs: 5 * MINUTE, share: 0.2 },
  "cognito-agent-burst": { by: "agent", threshold: 25, windowMs: 15 * MINUTE, share: 0.2 },
  "cognito-ip-slow": { by: "ip", threshold: 20, windowMs: DAY, share: 0.1 },
};

/** Every hit of every entity looked at by itself, as slowly and plainly as the rule is worded. */
function fires(seen: readonly Seen[], { by, threshold, windowMs, share }: Measure): boolean {
  return seen.some((hit) => {
    if (hit.kind !== "asked") return false;
    const own = seen.filter((other) => other[by] === hit[by]);
    const today = Math.floor(hit.atMs / DAY);
    const isKnown = own.some(
      ({ kind, atMs }) =>
        kind === "confirmed" &&
        Math.floor(atMs / DAY) < today &&
        Math.floor(atMs / DAY) >= today - 14,
    );
    const many = (kind: string, graceMs: number): number =>
      own.filter(
        (other) =>
          other.kind === kind &&
          other.atMs >= hit.atMs - windowMs &&
          other.atMs <= hit.atMs + graceMs,
      ).length;
    const asked = many("asked", 0);
    return asked >= threshold && many("confirmed", isKnown ? 3 * MINUTE : 0) < share * asked;
  });
}

const cognitoFires = (name: string): readonly string[] => {
  const seen = recordsOf(name).map(seenIn);
  return Object.keys(COGNITO).filter((rule) => fires(seen, COGNITO[rule]!));
};

const pathOf = (document: WebDocument): string => (document.url as { path: string }).path;
const timeOf = (document: WebDocument): number => Date.parse(document["@timestamp"]);

/** The largest number of requests to paths that match within five minutes. */
function busiest(name: string, paths: RegExp): number {
  const times = (linesOf(name) as WebDocument[])
    .filter((doc) => paths.test(pathOf(doc)))
    .map(timeOf);
  return Math.max(
    ...times.map((end) => times.filter((at) => at <= end && at >= end - 5 * MINUTE).length),
  );
}

const SENDS = /send-otp|phone-verification/;
const MISSION = /\/(otp|verify|verification|phone)/;

test("the checked-in files are what the script writes", () => {
  const files = scenarioFiles();
  expect(readdirSync(SCENARIOS).sort()).toEqual([...files.keys()].sort());
  expect([...files].filter(([name, text]) => textOf(name) !== text).map(([name]) => name)).toEqual(
    [],
  );
});

test("page test 1 is 15 publishes to one number by one user from one address in 5 seconds", () => {
  const records = recordsOf("page-test-1-sns-publish.json");
  expect(records).toHaveLength(15);
  for (const record of records) {
    expect(record).toMatchObject({
      eventName: "Publish",
      requestParameters: { phoneNumber: "+15550001234" },
      userIdentity: { type: "IAMUser", userName: "deploy-bot" },
      sourceIPAddress: "198.51.100.23",
    });
  }
  const times = records.map((record) => Date.parse(record.eventTime));
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(5 * SECOND);
});

test("page test 2 is 20 password resets from one address in 10 seconds, throttled after the fifth", () => {
  const events = linesOf("page-test-2-forgot-password.ndjson") as { detail: CloudTrailRecord }[];
  const records = events.map(({ detail }) => detail);
  expect(records).toHaveLength(20);
  expect(new Set(records.map((record) => record.sourceIPAddress)).size).toBe(1);
  expect(new Set(records.map((record) => JSON.stringify(record.requestParameters))).size).toBe(1);
  const codes = records.map((record) => record.errorCode);
  expect(codes.slice(0, 5)).toEqual(new Array(5).fill(undefined));
  expect(new Set(codes.slice(5))).toEqual(
    new Set(["TooManyRequestsException", "LimitExceededException"]),
  );
  const times = records.map((record) => Date.parse(record.eventTime));
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(10 * SECOND);
});

test("page test 3 is 60 posts to send-otp from one address in 15 seconds, first 200 and then 429", () => {
  const documents = linesOf("page-test-3-send-otp.ndjson") as WebDocument[];
  expect(documents).toHaveLength(60);
  expect(new Set(documents.map(pathOf))).toEqual(new Set(["/api/auth/send-otp"]));
  expect(new Set(documents.map((doc) => JSON.stringify(doc.source))).size).toBe(1);
  const statuses = documents.map(
    (doc) => (doc.http as { response: { status_code: number } }).response.status_code,
  );
  expect(statuses).toEqual([...statuses].sort());
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(timeOf(documents.at(-1)!) - timeOf(documents[0]!)).toBeLessThanOrEqual(15 * SECOND);
});

test("the export of Elasticsearch holds the very documents of page test 3", () => {
  const hits = linesOf("page-test-3-send-otp.elastic.ndjson") as {
    _id: string;
    _source: unknown;
  }[];
  expect(hits.map((hit) => hit._source)).toEqual(linesOf("page-test-3-send-otp.ndjson"));
  expect(new Set(hits.map((hit) => hit._id)).size).toBe(60);
});

test("the load test trips every Cognito rule and both web rules", () => {
  expect(cognitoFires("false-positive-1-load-test.cognito.json")).toEqual(Object.keys(COGNITO));
  expect(busiest("false-positive-1-load-test.web.ndjson", SENDS)).toBeGreaterThanOrEqual(20);
  expect(busiest("false-positive-1-load-test.web.ndjson", MISSION)).toBeGreaterThanOrEqual(50);
});

test("the launch trips no Cognito rule, because the address and every user agent have a past", () => {
  const name = "false-positive-2-product-launch.cognito.json";
  expect(cognitoFires(name)).toEqual([]);
  const launch = recordsOf(name).filter((record) => record.eventTime.startsWith("2026-11-17"));
  const newcomers = launch.map(seenIn);
  expect(Object.keys(COGNITO).filter((rule) => fires(newcomers, COGNITO[rule]!))).toContain(
    "cognito-sms-burst",
  );
});

test("the launch is many people with many devices behind one address, most of whom confirm", () => {
  const records = recordsOf("false-positive-2-product-launch.cognito.json");
  const launch = records.filter((record) => record.eventTime.startsWith("2026-11-17")).map(seenIn);
  const asked = launch.filter(({ kind }) => kind === "asked");
  const confirmed = launch.filter(({ kind }) => kind === "confirmed");
  expect(new Set(launch.map(({ ip }) => ip)).size).toBe(1);
  expect(new Set(asked.map(({ agent }) => agent)).size).toBeGreaterThanOrEqual(12);
  expect(asked.length).toBeGreaterThan(150);
  expect(confirmed.length / asked.length).toBeGreaterThan(0.72);
  expect(confirmed.length / asked.length).toBeLessThan(0.84);
});

test("the launch trips both web rules", () => {
  expect(busiest("false-positive-2-product-launch.web.ndjson", SENDS)).toBeGreaterThanOrEqual(20);
  expect(busiest("false-positive-2-product-launch.web.ndjson", MISSION)).toBeGreaterThanOrEqual(50);
});

test("the monitor trips nothing although nobody knows it", () => {
  expect(cognitoFires("false-positive-3-uptime-monitor.cognito.json")).toEqual([]);
  expect(busiest("false-positive-3-uptime-monitor.web.ndjson", SENDS)).toBeLessThan(20);
  expect(busiest("false-positive-3-uptime-monitor.web.ndjson", MISSION)).toBeLessThan(50);
});

test("the migration trips the Cognito rules by address and both web rules", () => {
  expect(cognitoFires("false-positive-4-migration.cognito.json")).toEqual(
    expect.arrayContaining(["cognito-sms-burst", "cognito-network-burst", "cognito-ip-slow"]),
  );
  expect(busiest("false-positive-4-migration.web.ndjson", SENDS)).toBeGreaterThanOrEqual(20);
  expect(busiest("false-positive-4-migration.web.ndjson", MISSION)).toBeGreaterThanOrEqual(50);
});

const configs = readdirSync(SCENARIOS).filter((name) => name.endsWith(".config.json"));

test.each(configs)("the configuration of %s is valid and covers its traffic in time", (name) => {
  const { suppressions } = parseConfig(JSON.parse(textOf(name)));
  expect(suppressions.length).toBeGreaterThan(0);
  const traffic = readdirSync(SCENARIOS)
    .filter((file) => file.startsWith(name.replace(".config.json", "")) && file !== name)
    .flatMap((file) => [...textOf(file).matchAll(/"(?:eventTime|@timestamp)":"([^"]+)"/g)])
    .map(([, time]) => Date.parse(time!));
  expect(traffic.length).toBeGreaterThan(100);
  for (const { from, expires } of suppressions) {
    expect(Math.min(...traffic)).toBeGreaterThanOrEqual(Date.parse(from ?? "1970-01-01"));
    expect(Math.max(...traffic)).toBeLessThan(Date.parse(expires));
  }
});

test("the traffic of each suppression stays under the multiple at which it pages", () => {
  const room = (name: string, traffic: number, threshold: number): void => {
    const { suppressions } = parseConfig(JSON.parse(textOf(name)));
    for (const { pageAtTimes } of suppressions) {
      expect(traffic).toBeLessThan(pageAtTimes * threshold);
    }
  };
  const load = recordsOf("false-positive-1-load-test.cognito.json").length;
  room("false-positive-1-load-test.config.json", load, 10);
  room(
    "false-positive-1-load-test.config.json",
    busiest("false-positive-1-load-test.web.ndjson", SENDS),
    20,
  );
  const launch = busiest("false-positive-2-product-launch.web.ndjson", /send-otp|verify-otp/);
  room("false-positive-2-product-launch.web.config.json", launch, 20);
  const migration = recordsOf("false-positive-4-migration.cognito.json").length;
  room("false-positive-4-migration.config.json", migration, 10);
});

describe("docs/tuning.md", () => {
  const page = readFileSync(join(__dirname, "../../docs/tuning.md"), "utf8");
  const blocks = new Map(
    [...page.matchAll(/scenarios\/([\w.-]+\.config\.json)\)\s+```json\n([^`]*)```/g)].map(
      ([, name, text]) => [name!, text!],
    ),
  );

  test("shows every recommended configuration as it is checked in", () => {
    expect([...blocks.keys()].sort()).toEqual([...configs].sort());
    for (const [name, text] of blocks) expect(text).toBe(textOf(name));
  });

  test("names no file that is not there", () => {
    const names = [...page.matchAll(/`(page-test-[\w.-]+|false-positive-[\w.-]+)`/g)];
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const [, name] of names) expect(readdirSync(SCENARIOS)).toContain(name);
  });
});
