import type { Severity } from "../lambda/core/model/rule";
import type { Threat } from "./threat";

export interface AlertSuppression {
  /** Not for threshold rules, which group by their threshold's fields. */
  readonly group_by?: readonly string[];
  readonly duration: { readonly value: number; readonly unit: "m" | "h" };
  readonly missing_fields_strategy?: "suppress" | "doNotSuppress";
}

export interface RelatedIntegration {
  readonly package: string;
  /** A range of versions as npm writes them. */
  readonly version: string;
  /** A policy template of the package, where it has several. */
  readonly integration?: string;
}

export interface SeverityMapping {
  readonly field: string;
  readonly operator: "equals";
  readonly value: string;
  readonly severity: Severity;
}

export interface RiskScoreMapping {
  readonly field: string;
  readonly operator: "equals";
  readonly value: string;
}

/**
 * A detection rule as Kibana's import takes it. Actions and exception lists are the user's own and
 * stand in no rule of ours.
 * https://www.elastic.co/docs/api/doc/kibana/operation/operation-importrules
 */
export interface KibanaRule {
  /** As `ruleIdOf` makes it. */
  readonly rule_id: string;
  /** Raised whenever anything else of the rule changes. */
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly author: readonly string[];
  readonly license: string;
  readonly tags: readonly string[];
  readonly severity: Severity;
  readonly risk_score: number;
  readonly threat: readonly Threat[];
  readonly references: readonly string[];
  readonly false_positives: readonly string[];
  readonly note: string;
  readonly setup: string;
  readonly enabled: false;
  readonly interval: string;
  readonly from: string;
  readonly to: "now";
  readonly max_signals: number;
  readonly timestamp_override: "event.ingested";
  readonly related_integrations: readonly RelatedIntegration[];
  readonly required_fields: readonly { readonly name: string; readonly type: string }[];
  readonly investigation_fields?: { readonly field_names: readonly string[] };
  readonly type: "query" | "eql" | "threshold" | "esql";
  readonly language: "kuery" | "eql" | "esql";
  readonly query: string;
  /** Absent for `esql`, which names its indices in the query. */
  readonly index?: readonly string[];
  readonly threshold?: { readonly field: readonly string[]; readonly value: number };
  readonly alert_suppression?: AlertSuppression;
  readonly rule_name_override?: string;
  readonly severity_mapping?: readonly SeverityMapping[];
  readonly risk_score_mapping?: readonly RiskScoreMapping[];
}

/** A rule before it has a version, with what our pages and the command line call it. */
export interface UnversionedRule extends Omit<KibanaRule, "version" | "rule_id"> {
  readonly slug: string;
}
