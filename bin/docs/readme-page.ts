import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../lambda/core/rules";
import { withMarkedPart } from "./marked-part";
import { markdownTable } from "./markdown-table";
import { limitOf } from "./rules-page";

const README = join(__dirname, "..", "..", "README.md");

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

interface Examples {
  readonly email: string;
  readonly finding: object;
}

/** What stands between `<!-- name -->` and `<!-- /name -->`: never written by hand. */
const partsOf = ({ email, finding }: Examples): Readonly<Record<string, string>> => ({
  rules: rulesTable(),
  email: fenced("text", email),
  finding: `<!-- prettier-ignore -->\n${fenced("json", JSON.stringify(finding, null, 2))}`,
});

/**
 * The README with its made parts as the code makes them now.
 *
 * @throws Error when a part has lost its marks
 */
export function readmePage(examples: Examples): string {
  let text = readFileSync(README, "utf8");
  for (const [name, part] of Object.entries(partsOf(examples))) {
    text = withMarkedPart("README.md", text, name, part);
  }
  return text;
}
