import type { UnversionedRule, KibanaRule } from "./kibana-rule";
import stored from "./versions.json";

/** What a rule's content was when it got its version. */
export interface Version {
  readonly version: number;
  /** Of both forms of the rule. */
  readonly hash: string;
}

/** By `rule_id`. */
export type Versions = Readonly<Record<string, Version>>;

export const STORED_VERSIONS: Versions = stored;

/** @throws Error for a rule without a version: write the files again */
export function versioned(
  unversioned: UnversionedRule,
  versions: Versions = STORED_VERSIONS,
): KibanaRule {
  const known = versions[unversioned.rule_id];
  if (known === undefined)
    throw new Error(`${unversioned.rule_id} has no version: run npm run generate`);
  return { ...unversioned, version: known.version };
}
