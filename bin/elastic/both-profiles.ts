import type { KibanaRule } from "../../elastic/kibana-rule";
import type { Profile } from "../../elastic/profiles";
import { slugOf } from "../../elastic/versions";
import type { Connection } from "./connection";
import { storedRule, type InstalledRule } from "./kibana";

/** Elastic's own rule that turns every document with `event.kind: alert` into an alert. */
export const EXTERNAL_ALERTS = {
  ruleId: "eb079c62-4481-4d6e-9643-3ca499df7aaa",
  name: "External Alerts",
} as const;

export const otherProfile = (profile: Profile): Profile =>
  profile === "findings" ? "native" : "findings";

/** A rule of ours, and what Kibana has of it. */
export interface RuleState {
  readonly rule: KibanaRule;
  readonly installed: InstalledRule | undefined;
  /** The same rule under the id that it had before: its slug. */
  readonly former: InstalledRule | undefined;
}

/** One request after the other: rules are few, and Kibana limits how fast it is asked. */
export async function ruleStates(
  connection: Connection,
  rules: readonly KibanaRule[],
): Promise<readonly RuleState[]> {
  const states: RuleState[] = [];
  for (const rule of rules) {
    const installed = await storedRule(connection, rule.rule_id);
    const former = await storedRule(connection, slugOf(rule.rule_id));
    states.push({ rule, installed, former });
  }
  return states;
}

/** A rule that runs, under whichever of its ids. */
export interface EnabledRule {
  readonly rule: KibanaRule;
  readonly ruleId: string;
}

export const enabledOf = (states: readonly RuleState[]): readonly EnabledRule[] =>
  states.flatMap(({ rule, installed, former }) => [
    ...(installed?.isEnabled === true ? [{ rule, ruleId: rule.rule_id }] : []),
    ...(former?.isEnabled === true ? [{ rule, ruleId: slugOf(rule.rule_id) }] : []),
  ]);

const namesOf = (enabled: readonly EnabledRule[]): string =>
  enabled.map(({ rule: { name } }) => `"${name}"`).join(", ");

/** Why the profile must not be installed now; undefined where the other one has nothing enabled. */
export function conflictProblem(
  profile: Profile,
  enabled: readonly EnabledRule[],
): string | undefined {
  if (enabled.length === 0) return undefined;
  const other = otherProfile(profile);
  return `rules of the profile ${other} are enabled: ${namesOf(enabled)}. With both profiles every attack would make alerts twice. Disable them in Kibana under Security > Rules, or let --switch disable them; or stay with --profile ${other}`;
}
