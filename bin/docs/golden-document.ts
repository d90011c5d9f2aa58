import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ElasticDocument } from "../../lambda/core/elastic/document";

const GOLDEN = join(__dirname, "..", "..", "test", "golden", "elastic");
const TEMPLATE = "index-template.json";

/** A document that a test has made, by its golden file's name. */
export const goldenDocument = (name: string): ElasticDocument =>
  JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), "utf8")) as ElasticDocument;

/** The names of all of them; those that serve as examples first. */
export function goldenNames(): readonly string[] {
  const examples = ["incident", "finding"];
  const names = readdirSync(GOLDEN)
    .filter((file) => file !== TEMPLATE)
    .map((file) => file.slice(0, -".json".length))
    .sort();
  return [...examples, ...names.filter((name) => !examples.includes(name))];
}
