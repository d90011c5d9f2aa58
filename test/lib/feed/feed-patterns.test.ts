import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../../lambda/core/model/config";
import { parseRecord, RELEVANT_EVENT_SOURCES } from "../../../lambda/core/sources";
import {
  callPatterns,
  CLOUDTRAIL_DETAIL_TYPES,
  feedPatterns,
  type CallPattern,
  type FeedPattern,
} from "../../../lib/feed/feed-patterns";
import { complexityOf } from "../../../lib/feed/pattern-limits";

const FIXTURES = join(__dirname, "..", "..", "fixtures", "cloudtrail");
const OWN = ["SmsPumpingDetection-*", "SmsPumpingSpend-*"];
const patterns = Object.values(callPatterns(OWN));
const context = {
  config: parseConfig({
    userPools: {
      "us-east-1_Example01": { delivers: "sms", smsMfa: true },
      "us-east-1_Ex4mpleQ7": { delivers: "sms", smsMfa: true },
    },
    smsTopics: ["arn:aws:sns:us-east-1:111122223333:one-time-codes"],
    ownResources: OWN,
  }),
  fallbackId: "x",
  latestMs: Number.MAX_SAFE_INTEGER,
};

interface CallRecord {
  readonly eventSource: string;
  readonly eventName: string;
}

/** The texts at a path of a record, as EventBridge looks at them. */
const textsAt = (record: unknown, path: readonly string[]): readonly string[] => {
  let value = record;
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return [value].flat().filter((text) => typeof text === "string");
};

type Wanted = Readonly<Record<string, string>>;

const holds = (text: string, { prefix, wildcard }: Wanted): boolean =>
  prefix === undefined
    ? text.includes(wildcard?.slice(1, -1) ?? "nothing")
    : text.startsWith(prefix);

/** What EventBridge does with the few operators that the patterns have. */
function matches(record: unknown, pattern: unknown, path: readonly string[] = []): boolean {
  if (Array.isArray(pattern)) {
    const wanted = pattern as readonly Wanted[];
    return textsAt(record, path).some((text) => wanted.some((one) => holds(text, one)));
  }
  return Object.entries(pattern as object).every(([key, inner]) =>
    matches(record, inner, [...path, key]),
  );
}

const takers = (record: CallRecord): readonly CallPattern[] =>
  patterns.filter(
    ({ detail: { eventSource, eventName, $or } }) =>
      eventSource.includes(record.eventSource) &&
      eventName.includes(record.eventName) &&
      ($or?.some((one) => matches(record, one)) ?? true),
  );

const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({
    name,
    record: JSON.parse(readFileSync(join(FIXTURES, name), "utf8")) as CallRecord,
  }));

const observed = fixtures.filter(({ record }) =>
  parseRecord(record, context).some(({ kind }) => kind === "observations"),
);

test("there are recorded calls to compare with", () => {
  expect(observed.length).toBeGreaterThan(15);
});

test.each(observed)("takes $name, which a source reads", ({ record }) => {
  expect(takers(record)).toHaveLength(1);
});

const NOT_READ = [
  "managed-login-mfa-totp-post",
  "managed-login-signup-confirm-post-wrong-code",
  "validate-notify-code-verification-invalid",
];

test("observes all that was made from documented names, but other factors and wrong codes", () => {
  const madeUp = fixtures.filter(({ name }) => name.endsWith(".not-recorded.json"));
  expect(madeUp.length).toBeGreaterThan(20);
  const left = madeUp.filter((one) => !observed.includes(one)).map(({ name }) => name);
  expect(left.map((name) => name.replace(/^.*\/|\.not-recorded\.json$/g, "")).sort()).toEqual(
    NOT_READ,
  );
});

test.each(CLOUDTRAIL_DETAIL_TYPES)("takes what a source reads in an event of %s", (detailType) => {
  for (const { name, record } of observed) {
    const [taker] = takers(record);
    expect({ name, source: taker!.source, detailType: taker!.detailType }).toEqual({
      name,
      source: expect.arrayContaining([
        record.eventSource.replace(/^(.*)\.amazonaws\.com$/, "aws.$1"),
      ]) as unknown,
      detailType: expect.arrayContaining([detailType]) as unknown,
    });
  }
});

test.each([
  "cognito-idp/admin-confirm-sign-up.json",
  "cognito-idp/hosted-ui-login-get.json",
  "events/disable-rule-other.json",
  "monitoring/disable-alarm-actions-other.json",
  "sns/delete-topic-other.json",
])("leaves %s, which no source reads", (name) => {
  expect(takers(fixtures.find((fixture) => fixture.name === name)!.record)).toEqual([]);
});

test("no call is in two patterns", () => {
  const calls = patterns.flatMap(({ detail: { eventSource, eventName } }) =>
    eventSource.flatMap((service) => eventName.map((name) => `${service} ${name}`)),
  );
  expect(new Set(calls).size).toBe(calls.length);
});

test("has patterns for the services that a source reads, and no others", () => {
  const services = new Set(patterns.flatMap(({ detail }) => detail.eventSource));
  expect([...services].sort()).toEqual([...RELEVANT_EVENT_SOURCES].sort());
});

const eventPattern = ({ source, detailType, detail }: FeedPattern) => ({
  source,
  "detail-type": detailType,
  detail,
});

describe.each([
  ["two stacks", OWN],
  ["the longest names", ["a", "b", "c", "d"].map((letter) => `${letter}${"z".repeat(129)}*`)],
  ["as many as may be given", Array.from({ length: 12 }, (_, i) => `stack-${i}-respond-*`)],
])("the rules for %s", (_, ownResources) => {
  const made = feedPatterns(parseConfig({ ownResources }).ownResources);

  test("are such as EventBridge takes", () => {
    for (const pattern of Object.values(made)) {
      expect(JSON.stringify(eventPattern(pattern)).length).toBeLessThanOrEqual(2048);
      expect(complexityOf(eventPattern(pattern))).toBeLessThanOrEqual(7);
    }
  });

  test.each(["OwnRules", "OwnAlarms", "OwnFunctions", "OwnTopics", "SpendAlarms"])(
    "name each of them in one of %s",
    (id) => {
      const text = Object.entries(made)
        .filter(([name]) => new RegExp(`^${id}\\d*$`).test(name))
        .map(([, pattern]) => JSON.stringify(pattern));
      for (const start of ownResources.map((name) => `"${name.slice(0, -1)}"`)) {
        expect(
          text.filter(
            (one) => one.includes(`{"prefix":${start}}`) || one.includes(`*${start.slice(1, -1)}*`),
          ),
        ).toHaveLength(1);
      }
    },
  );
});

test("the first two names stand in the rules that have been deployed so far", () => {
  const more = feedPatterns([...OWN, "SmsPumpingProtect-*"]);
  const { OwnRules2, OwnAlarms2, OwnFunctions2, OwnTopics2, SpendAlarms, ...same } = more;
  expect({ ...same, SpendAlarms: feedPatterns(OWN).SpendAlarms }).toEqual(feedPatterns(OWN));
  for (const pattern of [OwnRules2, OwnAlarms2, OwnFunctions2, OwnTopics2]) {
    expect(JSON.stringify(pattern)).not.toContain("SmsPumpingSpend");
  }
  expect(JSON.stringify(SpendAlarms)).toContain("SmsPumpingProtect");
});

test("refuses a name that no rule can hold", () => {
  expect(() => feedPatterns([...OWN, "aaaaaaaa*"])).toThrow(
    /^detector\.ownResources: got "aaaaaaaa\*".*give/,
  );
});

const named = patterns.flatMap(({ detail: { eventSource, eventName } }) =>
  eventSource.flatMap((service) =>
    eventName.map((name) => ({ eventSource: service, eventName: name })),
  ),
);

const NOT_KNOWN =
  /sends and confirms no code|publishes nothing|sends no text|reads and changes no SMS setting/;

const typeOf = ({ eventName }: CallRecord): string =>
  /_POST$|^CognitoAuthentication$/.test(eventName) ? "AwsServiceEvent" : "AwsApiCall";

function reasonOf(call: CallRecord): string {
  const results = parseRecord({ eventVersion: "1.11", eventType: typeOf(call), ...call }, context);
  expect(results).toHaveLength(1);
  const [result] = results;
  return "reason" in result! ? result.reason : "";
}

test.each(named)("$eventName is a call that a source knows", (call) => {
  expect(reasonOf(call)).not.toMatch(NOT_KNOWN);
});

test.each(RELEVANT_EVENT_SOURCES)(
  "an invented call of %s is one that no source knows",
  (eventSource) => {
    expect(reasonOf({ eventSource, eventName: "InventedCall" })).toMatch(NOT_KNOWN);
  },
);

describe("alarms", () => {
  const { SpendAlarms } = feedPatterns(OWN);
  const ALARMS = join(FIXTURES, "..", "cloudwatch");
  const isTaken = (name: string): boolean => {
    const text = readFileSync(join(ALARMS, `${name}.json`), "utf8");
    const event = JSON.parse(text) as Record<string, unknown>;
    const { detail, source, detailType } = SpendAlarms!;
    const { state, ...named } = detail as { state: { value: readonly string[] } };
    return (
      source.includes(String(event.source)) &&
      detailType.includes(String(event["detail-type"])) &&
      matches(event.detail, named) &&
      textsAt(event.detail, ["state", "value"]).some((value) => state.value.includes(value))
    );
  };

  test.each(["money-fast-alarm", "budget-alarm", "page-composite-alarm"])("takes %s", (name) => {
    expect(isTaken(name)).toBe(true);
  });

  test.each(["money-fast-ok", "money-fast-insufficient-data", "other-stack-alarm"])(
    "leaves %s: it has ended, has no data or is somebody else's",
    (name) => {
      expect(isTaken(name)).toBe(false);
    },
  );

  test("leaves drills, whose bus is another", () => {
    expect(isTaken("drill-money-fast")).toBe(false);
  });
});
