import { leavesOf } from "../../../bin/docs/document-leaves";
import { DATASET, dataStreamOf } from "../../../lambda/core/elastic/fields";
import { documentOf } from "../../../lambda/core/elastic/document";
import type { Reason } from "../../../lambda/core/incidents/incident";
import type { StoredStep } from "../../../lambda/core/incidents/outbox";
import { incidentStepOf, notifiedSteps } from "../../support/elastic-steps";
import { findingOf, NIGHT } from "../../support/incidents";
import { shipped } from "../shipped";

const CONTEXT = {
  ingestedMs: NIGHT,
  namespace: "default",
  runbookUrl: "https://runbooks.example.com",
};
const suppressing = shipped("sms-pumping-findings");
const openings = shipped("sms-pumping-findings", false);

const fieldsOf = (step: StoredStep): Readonly<Record<string, unknown>> =>
  Object.fromEntries(leavesOf(documentOf(step, CONTEXT).body));

/** A query of `field:value` joined by `and`, and nothing else. */
function matches(query: string, step: StoredStep): boolean {
  const fields = fieldsOf(step);
  return query.split(" and ").every((part) => {
    const [, field = "", value] = /^([\w.]+):([\w-]+)$/.exec(part)!;
    return fields[field] === value;
  });
}

test.each<[Reason, boolean, boolean]>([
  ["opened", true, true],
  ["escalated", true, false],
  ["reopened", false, false],
  ["tenfold", false, false],
  ["new rule", false, false],
  ["closed", false, false],
  ["merged", false, false],
])("of an incident that %s: %p with suppression, %p without", (reason, isAlert, isOpening) => {
  expect(matches(suppressing.query, incidentStepOf([reason]))).toBe(isAlert);
  expect(matches(openings.query, incidentStepOf([reason]))).toBe(isOpening);
});

test("a drill, suppressed traffic and a finding never alert", () => {
  for (const known of [{ drill: "drill-1" }, { suppressedBy: "k6-runner" }]) {
    expect(matches(suppressing.query, incidentStepOf(["opened"], known))).toBe(false);
    expect(matches(openings.query, incidentStepOf(["opened"], known))).toBe(false);
  }
  const finding: StoredStep = {
    type: "finding",
    kind: "opened",
    sequence: 1,
    atMs: NIGHT,
    finding: findingOf(),
  };
  expect(matches(suppressing.query, finding)).toBe(false);
});

test("steps of one incident are one alert for a day, by the field that they share", () => {
  expect(suppressing).toMatchObject({
    max_signals: 1000,
    alert_suppression: { group_by: ["event.id"], duration: { value: 24, unit: "h" } },
  });
  const [opened, escalated] = (["opened", "escalated"] as const).map((reason) =>
    fieldsOf(incidentStepOf([reason])),
  );
  expect(opened!["event.id"]).toBe(escalated!["event.id"]);
});

test("the index pattern takes every namespace's stream", () => {
  for (const rule of [suppressing, openings]) {
    expect(rule.index).toEqual([`logs-${DATASET}-*`]);
    expect(dataStreamOf("prod")).toMatch(new RegExp(`^${rule.index![0]!.replace("*", ".+")}$`));
  }
});

test("name, severity and risk come from fields that an alert's document has", () => {
  const fields = fieldsOf(incidentStepOf(["opened"]));
  expect(fields[suppressing.rule_name_override!]).toMatch(/SMS pumping/i);
  const [risk] = suppressing.risk_score_mapping!;
  expect(typeof fields[risk!.field]).toBe("number");
  const mapped = suppressing.severity_mapping!.find(
    ({ field, value }) => String(fields[field]) === value,
  );
  expect(mapped!.severity).toBe("high");
  expect(suppressing.severity_mapping).toHaveLength(4);
  expect(Object.keys(fields)).toContain(suppressing.timestamp_override);
});

test("the guide names fields that documents have", async () => {
  const told = [...(await notifiedSteps()).values()].flat();
  const known = new Set(
    told.flatMap((step) => Object.keys(fieldsOf(step)).map((name) => name.replace(/\[\].*/, ""))),
  );
  const named = [...suppressing.note.matchAll(/`([a-z_]+\.[a-z_.]+)`/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(5);
  const has = (name: string): boolean =>
    [...known].some((field) => field === name || field.startsWith(`${name}.`));
  expect(named.filter((name) => !has(name))).toEqual([]);
});
