import type { KibanaRule } from "../../elastic/kibana-rule";
import { stringAt } from "../../lambda/core/sources/records/json";
import { slugOf } from "../../elastic/versions";
import type { RuleState } from "./both-profiles";
import type { InstalledRule } from "./kibana";

/** What becomes of one rule. */
export type RuleStep =
  | { readonly kind: "create"; readonly rule: KibanaRule }
  | { readonly kind: "update"; readonly rule: KibanaRule; readonly installed: InstalledRule }
  /** It stands under the id that it had before: what people have set on it goes along. */
  | { readonly kind: "move"; readonly rule: KibanaRule; readonly installed: InstalledRule }
  | { readonly kind: "skip"; readonly rule: KibanaRule; readonly installed: InstalledRule };

export type RuleUpdate = Extract<RuleStep, { readonly kind: "update" | "move" }>;

const isSuppressed = (rule: KibanaRule): boolean => "alert_suppression" in rule;

/**
 * Same or newer versions are left alone. A rule is written again, though, when the licence has
 * changed: with or without suppression it is of the same version.
 */
function isCurrent(rule: KibanaRule, installed: InstalledRule, mustRenew: boolean): boolean {
  const { version, isSuppressed: has } = installed;
  if (version !== rule.version) return version > rule.version;
  return !mustRenew && has === isSuppressed(rule);
}

const union = (
  one: readonly unknown[],
  other: readonly unknown[],
  key: string,
): readonly unknown[] => [
  ...one,
  ...other.filter((each) => !one.some((known) => stringAt(known, key) === stringAt(each, key))),
];

/** A move that was cut off has left what people have set on both. */
function joined(former: InstalledRule, installed: InstalledRule | undefined): InstalledRule {
  if (installed === undefined) return former;
  return {
    ...former,
    isEnabled: former.isEnabled || installed.isEnabled,
    actions: union(former.actions, installed.actions, "id"),
    exceptions: union(former.exceptions, installed.exceptions, "list_id"),
  };
}

/**
 * What to do about a rule, and what there is of it now.
 *
 * @param mustRenew whether a rule of the same version is written again, to get another key
 */
export function ruleStep({ rule, installed, former }: RuleState, mustRenew = false): RuleStep {
  if (former !== undefined) return { kind: "move", rule, installed: joined(former, installed) };
  if (installed === undefined) return { kind: "create", rule };
  return { kind: isCurrent(rule, installed, mustRenew) ? "skip" : "update", rule, installed };
}

/**
 * The rule with what people have set on the installed one. An import that overwrites takes these
 * away where they are not in the file (elastic/kibana issue 269435).
 */
export function keeping({ rule, installed }: RuleUpdate): object {
  const { isEnabled, actions, exceptions, responseActions } = installed;
  return {
    ...rule,
    enabled: isEnabled,
    actions,
    exceptions_list: exceptions,
    ...(responseActions.length === 0 ? {} : { response_actions: responseActions }),
  };
}

const counted = (count: number, one: string, many: string): string =>
  count === 0 ? "" : `${count} ${count === 1 ? one : many}`;

function kept({ isEnabled, actions, exceptions }: InstalledRule): string {
  return [
    isEnabled ? "enabled" : "disabled",
    counted(actions.length, "action", "actions"),
    counted(exceptions.length, "exception list", "exception lists"),
  ]
    .filter(Boolean)
    .join(", ");
}

function changeText({ rule, installed }: RuleUpdate): string {
  if (installed.version !== rule.version) {
    return `from version ${installed.version} to ${rule.version}`;
  }
  if (installed.isSuppressed === isSuppressed(rule)) return `version ${rule.version} once more`;
  return `${isSuppressed(rule) ? "with" : "without"} suppression`;
}

/** One line about a step. */
export function stepText(step: RuleStep): string {
  if (step.kind === "create") return `create version ${step.rule.version}, disabled`;
  const { installed } = step;
  if (step.kind === "skip") return `skip: version ${installed.version} is there`;
  if (step.kind === "move") {
    return `move from the rule_id ${slugOf(step.rule.rule_id)}, as version ${step.rule.version}; stays ${kept(installed)}`;
  }
  return `update ${changeText(step)}; stays ${kept(installed)}`;
}

const sameList = (one: readonly unknown[], other: readonly unknown[], key: string): boolean => {
  const names = (list: readonly unknown[]): string =>
    list
      .map((each) => String((each as Record<string, unknown>)[key]))
      .sort()
      .join();
  return names(one) === names(other);
};

/** What of that which people had set is no longer so. */
export function lost(before: InstalledRule, after: InstalledRule): readonly string[] {
  return [
    ...(before.isEnabled === after.isEnabled ? [] : ["enabled"]),
    ...(sameList(before.actions, after.actions, "id") ? [] : ["actions"]),
    ...(sameList(before.exceptions, after.exceptions, "list_id") ? [] : ["exceptions_list"]),
    ...(sameList(before.responseActions, after.responseActions, "action_type_id")
      ? []
      : ["response_actions"]),
  ];
}
