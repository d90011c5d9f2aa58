import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../../lambda/core/config";
import { parseRecord, RELEVANT_EVENT_SOURCES } from "../../../lambda/core/sources";
import { FEED_PATTERNS } from "../../../lib/constructs/feed-patterns";

const FIXTURES = join(__dirname, "..", "..", "fixtures", "cloudtrail");
const patterns = Object.values(FEED_PATTERNS);
const context = {
  config: parseConfig({
    userPools: { "us-east-1_Example01": { delivers: "sms", smsMfa: true } },
    smsTopics: ["arn:aws:sns:us-east-1:111122223333:one-time-codes"],
  }),
  fallbackId: "x",
  latestMs: Number.MAX_SAFE_INTEGER,
};

interface CallRecord {
  readonly eventSource: string;
  readonly eventName: string;
}

const isTaken = ({ eventSource, eventName }: CallRecord): boolean =>
  patterns.some(
    ({ detail }) =>
      detail.eventSource.includes(eventSource) && detail.eventName.includes(eventName),
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
  expect(isTaken(record)).toBe(true);
});

test.each(["cognito-idp/admin-confirm-sign-up.json", "sns/get-sms-attributes.json"])(
  "leaves %s, which no source reads",
  (name) => {
    expect(isTaken(fixtures.find((fixture) => fixture.name === name)!.record)).toBe(false);
  },
);

test("has one pattern for each service that a source reads", () => {
  expect(patterns.flatMap(({ detail }) => detail.eventSource).sort()).toEqual(
    [...RELEVANT_EVENT_SOURCES].sort(),
  );
});

const named = patterns.flatMap(({ detail: { eventSource, eventName } }) =>
  eventName.map((name) => ({ eventSource: eventSource[0]!, eventName: name })),
);

const NOT_KNOWN = /sends and confirms no code|publishes nothing|sends no text/;

function reasonOf(call: CallRecord): string {
  const results = parseRecord({ eventVersion: "1.11", ...call }, context);
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
