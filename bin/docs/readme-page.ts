import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../lambda/core/rules";
import { withMarkedPart } from "./marked-part";
import { markdownTable } from "./markdown-table";
import { limitOf } from "./rules-page";

const ROOT = join(__dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8").trimEnd();

const rulesTable = (): string =>
  markdownTable(
    ["rule", "counts", "by", "fires at"],
    catalogue.map(({ id, counts, countedBy, measure }) => [
      `[${id}](docs/rules.md#${id})`,
      counts,
      countedBy,
      limitOf(measure),
    ]),
  );

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

/** What stands between `<!-- name -->` and `<!-- /name -->`: made by tests, never by hand. */
const PARTS: Readonly<Record<string, () => string>> = {
  rules: rulesTable,
  email: () => fenced("text", `Subject: ${read("test/golden/email/one-address.txt")}`),
  finding: () => `<!-- prettier-ignore -->\n${fenced("json", read("test/golden/finding.json"))}`,
};

/**
 * The README with its made parts as the code makes them now.
 *
 * @throws Error when a part has lost its marks
 */
export function readmePage(): string {
  let text = `${read("README.md")}\n`;
  for (const [name, make] of Object.entries(PARTS)) {
    text = withMarkedPart("README.md", text, name, make());
  }
  return text;
}
