import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ruleIdOf } from "../../elastic/rule-ids";
import { PROFILES, type KibanaRule, type Profile } from "../../elastic/profiles";

export const ROOT = join(__dirname, "../..");

export interface ShippedRule {
  readonly file: string;
  readonly profile: Profile;
  readonly isSuppressing: boolean;
  readonly rule: KibanaRule;
}

/** Every line of every file that users import. */
export const shippedRules: readonly ShippedRule[] = PROFILES.flatMap((profile) =>
  ["", "-basic"].flatMap((end) => {
    const file = `elastic/${profile}${end}.ndjson`;
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(text.endsWith("}\n")).toBe(true);
    return text
      .trimEnd()
      .split("\n")
      .map((line) => ({
        file,
        profile,
        isSuppressing: end === "",
        rule: JSON.parse(line) as KibanaRule,
      }));
  }),
);

export const shipped = (slug: string, isSuppressing = true): KibanaRule => {
  const found = shippedRules.find(
    (each) => each.rule.rule_id === ruleIdOf(slug) && each.isSuppressing === isSuppressing,
  );
  if (found === undefined) throw new Error(`no rule ${slug}`);
  return found.rule;
};
