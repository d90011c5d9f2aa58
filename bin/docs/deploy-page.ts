import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as z from "zod";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { deployKeys } from "../../lib/config";
import { elasticSchema } from "../../lib/elastic/elastic-config";
import { trailSchema } from "../../lib/intake/trail-config";
import { pagerDutySchema } from "../../lib/pagerduty/pagerduty-config";
import { spendSchema } from "../../lib/spend/spend-config";
import { withMarkedPart } from "./marked-part";
import { markdownTable } from "./markdown-table";

const PATH = "docs/deploy.md";

/** What a key is where it is not set: said by its schema, or found by leaving it out. */
function unsetText(key: z.ZodType, fallback: unknown): string {
  const said = key.meta()?.unset;
  if (typeof said === "string") return said;
  const left =
    fallback === undefined ? key.safeParse(undefined) : { success: true, data: fallback };
  if (!left.success) return "required";
  if (left.data === undefined || JSON.stringify(left.data) === "[]") return "none";
  return `\`${typeof left.data === "string" ? left.data : JSON.stringify(left.data)}\``;
}

/** @throws Error for a key that does not say what it means: give it one in the schema */
function row(name: string, key: z.ZodType, fallback: unknown): readonly string[] {
  const { form, description } = key.meta() ?? {};
  if (typeof form !== "string" || description === undefined) {
    throw new Error(`${name}: the schema does not say what it means`);
  }
  return [`\`${name}\``, form, unsetText(key, fallback), description];
}

const table = (
  head: string,
  shape: Readonly<Record<string, z.ZodType>>,
  fallbacks: Readonly<Record<string, unknown>> = {},
): string =>
  markdownTable(
    [head, "type", "default", "meaning"],
    Object.entries(shape).map(([name, key]) => row(name, key, fallbacks[name])),
  );

/** The page on deploying, written by hand but for its tables of keys. */
export function deployPage(): string {
  const tables = {
    "keys of trailStack": table("key of `trailStack`", trailSchema.shape),
    "keys of elastic": table("key of `elastic`", elasticSchema.shape),
    "keys of pagerDuty": table("key of `pagerDuty`", pagerDutySchema.shape),
    keys: table("key", deployKeys.shape),
    "keys of spend": table("key of `spend`", spendSchema.shape, {
      ...spendSettings({ monthlyBudgetUsd: 1 }),
    }),
  };
  let text = readFileSync(join(__dirname, "..", "..", PATH), "utf8");
  for (const [name, part] of Object.entries(tables)) text = withMarkedPart(PATH, text, name, part);
  return text;
}
