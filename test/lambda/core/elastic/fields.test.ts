import fc from "fast-check";
import { leavesOf, type Leaf } from "../../../../bin/docs/document-leaves";
import { documentOf } from "../../../../lambda/core/elastic/document";
import { ECS_FIELDS, EXTRA_FIELDS, FIELDS } from "../../../../lambda/core/elastic/fields";
import { runs } from "../../../support/runs";
import type { StoredStep } from "../../../../lambda/core/incidents/outbox";
import { storedStep, notifiedSteps } from "../../../support/elastic-steps";

/**
 * Types of ECS and whether ECS wants a list, written down from its reference: the fields that
 * documents may use, by hand, so that a wrong one in the code has something to differ from.
 */
const ECS: Readonly<Record<string, readonly [type: string, normalise?: "list"]>> = {
  "@timestamp": ["date"],
  message: ["match_only_text"],
  tags: ["keyword", "list"],
  "labels.drill": ["keyword"],
  "labels.suppressed_by": ["keyword"],
  "ecs.version": ["keyword"],
  "data_stream.type": ["constant_keyword"],
  "data_stream.dataset": ["constant_keyword"],
  "data_stream.namespace": ["constant_keyword"],
  "event.kind": ["keyword"],
  "event.category": ["keyword", "list"],
  "event.type": ["keyword", "list"],
  "event.action": ["keyword"],
  "event.id": ["keyword"],
  "event.code": ["keyword"],
  "event.reason": ["keyword"],
  "event.severity": ["long"],
  "event.risk_score": ["float"],
  "event.sequence": ["long"],
  "event.created": ["date"],
  "event.ingested": ["date"],
  "event.start": ["date"],
  "event.end": ["date"],
  "event.duration": ["long"],
  "event.module": ["keyword"],
  "event.dataset": ["keyword"],
  "event.provider": ["keyword"],
  "event.url": ["keyword"],
  "event.reference": ["keyword"],
  "rule.id": ["keyword"],
  "rule.name": ["keyword"],
  "rule.description": ["keyword"],
  "rule.ruleset": ["keyword"],
  "rule.reference": ["keyword"],
  "threat.framework": ["keyword"],
  "threat.tactic.id": ["keyword", "list"],
  "threat.tactic.name": ["keyword", "list"],
  "threat.tactic.reference": ["keyword", "list"],
  "threat.technique.id": ["keyword", "list"],
  "threat.technique.name": ["keyword+text", "list"],
  "threat.technique.reference": ["keyword", "list"],
  "threat.technique.subtechnique.id": ["keyword", "list"],
  "threat.technique.subtechnique.name": ["keyword+text", "list"],
  "threat.technique.subtechnique.reference": ["keyword", "list"],
  "source.address": ["keyword"],
  "source.ip": ["ip"],
  "related.ip": ["ip", "list"],
  "related.user": ["keyword", "list"],
  "user.id": ["keyword"],
  "user.name": ["keyword+text"],
  "user_agent.original": ["keyword+text"],
  "cloud.provider": ["keyword"],
  "cloud.account.id": ["keyword"],
  "cloud.region": ["keyword"],
  "observer.vendor": ["keyword"],
  "observer.product": ["keyword"],
  "observer.name": ["keyword"],
  "observer.type": ["keyword"],
};

/** A constant keyword is a keyword to every query; integrations map these two so. */
const CONSTANT_IN_FLEET: readonly string[] = ["event.module", "event.dataset"];

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const IP = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]+)$/;

/** What a value of a type looks like in JSON. */
const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  keyword: (value) => typeof value === "string",
  "keyword+text": (value) => typeof value === "string",
  constant_keyword: (value) => typeof value === "string",
  match_only_text: (value) => typeof value === "string",
  date: (value) => ISO.test(String(value)),
  ip: (value) => IP.test(String(value)),
  long: Number.isSafeInteger,
  float: Number.isFinite,
  double: Number.isFinite,
  boolean: (value) => typeof value === "boolean",
};

const TYPES = new Map(FIELDS.map(([name, type]) => [name, type]));

const leaves = (step: StoredStep): readonly Leaf[] =>
  leavesOf(
    documentOf(step, {
      ingestedMs: step.atMs,
      namespace: "default",
      incidentId: "I1",
      runbookUrl: "https://a.example",
      dashboardUrl: "https://b.example",
    }).body,
  );

test("the fields of ECS have ECS's types", () => {
  const types = ECS_FIELDS.map(([name, type]) => [
    name,
    CONSTANT_IN_FLEET.includes(name) && type === "constant_keyword" ? "keyword" : type,
  ]);
  expect(Object.fromEntries(types)).toEqual(
    Object.fromEntries(Object.entries(ECS).map(([name, [type]]) => [name, type])),
  );
});

test("a field of ECS holds a list where ECS wants one, and nowhere else", () => {
  fc.assert(
    fc.property(storedStep, (step) => {
      for (const [name, value] of leaves(step)) {
        if (!(name in ECS)) continue;
        expect([name, Array.isArray(value)]).toEqual([name, ECS[name]![1] === "list"]);
      }
    }),
  );
});

test("every value is of its field's type, and every field is mapped", () => {
  fc.assert(
    fc.property(storedStep, (step) => {
      const misfits = leaves(step).filter(([name, value]) => {
        const fits = FITS[TYPES.get(name) ?? ""];
        return fits === undefined || ![value].flat().every(fits);
      });
      expect(misfits).toEqual([]);
    }),
    { numRuns: runs(100) },
  );
});

test("every field that is mapped stands in some document", async () => {
  const steps = [...(await notifiedSteps()).values()].flat();
  const generated = fc.sample(storedStep, { numRuns: runs(300), seed: 7 });
  const seen = new Set([...steps, ...generated].flatMap(leaves).map(([name]) => name));
  expect(FIELDS.map(([name]) => name).filter((name) => !seen.has(name))).toEqual([]);
});

test("no field is mapped twice, and what is not of ECS is under sms_pumping", () => {
  expect(TYPES.size).toBe(FIELDS.length);
  expect(ECS_FIELDS.filter(([name]) => name.startsWith("sms_pumping."))).toEqual([]);
  expect(EXTRA_FIELDS.filter(([name]) => !name.startsWith("sms_pumping."))).toEqual([]);
});
