import { SEVERITY_SCORES } from "../lambda/core/elastic/ecs";
import type { Rule, Severity } from "../lambda/core/model/rule";
import type { DataSource } from "./data-sources";
import { causesOf, falsePositivesOf } from "./false-positives";
import { requiredFields } from "./fields";
import { noteOf, setupOf, type Guidance } from "./guide";
import type { AlertSuppression, UnversionedRule } from "./kibana-rule";
import { scheduleFields, type Schedule } from "./schedule";
import { threatsOf } from "./threat";

/** By whom, and under which terms. */
export const AUTHOR = ["SMS-pumping detector"];
export const LICENCE = "Apache-2.0";
export const REFERENCES = [
  "https://attack.mitre.org/techniques/T1496/003/",
  "https://docs.aws.amazon.com/sms-voice/latest/userguide/protect.html",
];

type NativeQuery = Pick<UnversionedRule, "type" | "language" | "query" | "index" | "threshold">;

/** What tells a native rule from the rule of the catalogue that it rests on. */
export interface NativeSpec extends Guidance {
  readonly id: string;
  readonly basis: Rule;
  readonly name: string;
  /** Where what Kibana can say is less than, or other than, what the catalogue's rule says. */
  readonly description?: string;
  /** Harmless causes beside the four that all rules have; else the catalogue's. */
  readonly ownFalsePositives?: readonly string[];
  readonly severity?: Severity;
  readonly data: DataSource;
  readonly detection: NativeQuery;
  readonly schedule: Schedule;
  readonly maxSignals: number;
  readonly suppression: { readonly alert_suppression?: AlertSuppression };
  /** Fields without which nothing is found. */
  readonly fields: readonly string[];
  /** What an analyst wants to see first. */
  readonly investigate: readonly string[];
}

/** A rule of the profile `native`: from the catalogue whatever the catalogue knows. */
export function nativeRule(spec: NativeSpec): UnversionedRule {
  const { basis, data, detection, schedule } = spec;
  const severity = spec.severity ?? basis.severity;
  const description = spec.description ?? basis.prose(basis.measure).description;
  return {
    slug: spec.id,
    name: spec.name,
    description,
    author: AUTHOR,
    license: LICENCE,
    tags: [
      "Domain: Cloud",
      ...data.tags,
      "Tactic: Impact",
      "Use Case: SMS Pumping",
      "Resources: Investigation Guide",
    ],
    severity,
    risk_score: SEVERITY_SCORES[severity],
    threat: threatsOf(basis.attack),
    references: REFERENCES,
    false_positives: falsePositivesOf(spec.ownFalsePositives ?? causesOf(basis)),
    note: noteOf(basis, description, spec),
    setup: setupOf(data.setup, spec.maxSignals),
    enabled: false,
    ...scheduleFields(schedule),
    max_signals: spec.maxSignals,
    timestamp_override: "event.ingested",
    related_integrations: data.integrations,
    required_fields: requiredFields(spec.fields),
    investigation_fields: { field_names: spec.investigate },
    ...detection,
    ...spec.suppression,
  };
}
