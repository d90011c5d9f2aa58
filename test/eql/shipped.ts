import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KibanaRule } from "../../elastic/profiles";
import { ruleIdOf } from "../../elastic/rule-ids";

const FILE = join(__dirname, "../../elastic/native.ndjson");

/** The text of a rule's query as it stands in the file that users import. */
export function shippedQuery(slug: string): string {
  const rules = readFileSync(FILE, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as KibanaRule);
  const rule = rules.find(({ rule_id }) => rule_id === ruleIdOf(slug));
  if (rule?.type !== "eql") throw new Error(`no EQL rule ${slug} is shipped`);
  return rule.query;
}
