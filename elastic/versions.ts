import type { UnversionedRule, KibanaRule } from "./kibana-rule";
import { ruleIdOf } from "./rule-ids";
import stored from "./versions.json";

/** What a rule's content was when it got its version. */
export interface Version {
  readonly version: number;
  /** Of both forms of the rule. */
  readonly hash: string;
}

/** By slug. */
export type Versions = Readonly<Record<string, Version>>;

export const STORED_VERSIONS: Versions = stored;

const SLUGS: ReadonlyMap<string, string> = new Map(
  Object.keys(stored).map((slug) => [ruleIdOf(slug), slug]),
);

/** What our pages call the rule of an id; the id itself where it is none of ours. */
export const slugOf = (ruleId: string): string => SLUGS.get(ruleId) ?? ruleId;

/** @throws Error for a rule without a version: write the files again */
export function versioned(
  unversioned: UnversionedRule,
  versions: Versions = STORED_VERSIONS,
): KibanaRule {
  const { slug, ...rule } = unversioned;
  const known = versions[slug];
  if (known === undefined) throw new Error(`${slug} has no version: run npm run generate`);
  return { rule_id: ruleIdOf(slug), ...rule, version: known.version };
}
