import { parseConfig } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import type { Rule } from "../../../../lambda/core/model/rule";
import { catalogue } from "../../../../lambda/core/rules";
import { parseRecord } from "../../../../lambda/core/sources";
import { fixture, fixturesIn } from "../../../support/fixtures";
import { contextOf } from "../../../support/parsing";

const CONFIG = {
  ownResources: ["SmsPumpingDetection-*", "SmsPumpingSpend-*"],
  smsTopics: ["arn:aws:sns:us-east-1:111122223333:one-time-codes"],
};

/** Those of all fixtures: of every kind and with every field. */
const observations: readonly Observation[] = [
  "access",
  "cloudtrail",
  "cloudwatch",
  "ecs",
  "messages",
  "wrappings",
]
  .flatMap(fixturesIn)
  .flatMap((path) => parseRecord(fixture(path), contextOf(CONFIG)))
  .flatMap((result) => (result.kind === "observations" ? result.observations : []));

/** Tells `read` of every field that is looked at, asked for or listed. */
const watched = (observation: Observation, read: (field: string) => void): Observation =>
  new Proxy(observation, {
    get(target, field, receiver): unknown {
      read(String(field));
      return Reflect.get(target, field, receiver);
    },
    has(target, field) {
      read(String(field));
      return Reflect.has(target, field);
    },
    ownKeys(target) {
      read("every field");
      return Reflect.ownKeys(target);
    },
  });

function fieldsRead({ hits, confirms, confirmedBy, entityOf, targetOf }: Rule): readonly string[] {
  const fields = new Set<string>();
  const isHit = hits(parseConfig(CONFIG));
  const isConfirmed = confirmedBy?.(parseConfig(CONFIG)) ?? confirms;
  for (const observation of observations) {
    const seen = watched(observation, (field) => fields.add(field));
    isHit(seen);
    isConfirmed?.(seen);
    entityOf(seen);
    targetOf(seen);
  }
  return [...fields].sort();
}

test.each(catalogue)("$id reads the fields that it declares, and no others", (rule) => {
  expect(fieldsRead(rule)).toEqual([...rule.reads].sort());
});

describe("a rule that reads another field is found out", () => {
  const [rule] = catalogue;
  const more = [...rule!.reads, "userAgent"].sort();

  test("by its entity", () => {
    const entityOf: Rule["entityOf"] = (observation) =>
      observation.userAgent === undefined ? undefined : rule!.entityOf(observation);
    expect(fieldsRead({ ...rule!, entityOf })).toEqual(more);
  });

  test("by one kind of observation only", () => {
    const hits: Rule["hits"] = () => (observation) =>
      observation.kind === "sms-confirmed" && observation.userAgent !== undefined;
    expect(fieldsRead({ ...rule!, hits })).toEqual(more);
  });

  test("by taking a copy of the whole", () => {
    const hits: Rule["hits"] = () => (observation) => "kind" in { ...observation };
    expect(fieldsRead({ ...rule!, hits })).toContain("every field");
  });
});

test("the fixtures have observations of every kind", () => {
  expect(new Set(observations.map(({ kind }) => kind))).toEqual(
    new Set([
      "sms-requested",
      "sms-sent",
      "sms-confirmed",
      "sent-confirmed",
      "sign-in",
      "web-request",
      "setting-read",
      "setting-changed",
      "spend-alarm",
      "provider-verdict",
    ]),
  );
});
