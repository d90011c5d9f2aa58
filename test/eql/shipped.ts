import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KibanaRule } from "../../elastic/profiles";

const FILE = join(__dirname, "../../elastic/native.ndjson");

/** The text of a rule's query as it stands in the file that users import. */
export function shippedQuery(ruleId: string): string {
  const rules = readFileSync(FILE, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as KibanaRule);
  const rule = rules.find(({ rule_id }) => rule_id === ruleId);
  if (rule?.type !== "eql") throw new Error(`no EQL rule ${ruleId} is shipped`);
  return rule.query;
}
