import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HEALTH_ACTIONS } from "../../lambda/adapters/aws/health/ask";
import { healthChecks } from "../../lambda/core/health";
import { withMarkedPart } from "./marked-part";
import { markdownTable } from "./markdown-table";

const PATH = "docs/doctor.md";
const PAGE = join(__dirname, "..", "..", PATH);

const checksTable = (): string =>
  markdownTable(
    ["check", "asks", "daily"],
    healthChecks.map(({ id, asks, notDaily }) => [
      `\`${id}\``,
      asks,
      notDaily === undefined ? "yes" : `no: ${notDaily}`,
    ]),
  );

const actionsList = (): string =>
  `<!-- prettier-ignore -->\n\`\`\`text\n${HEALTH_ACTIONS.join("\n")}\n\`\`\``;

/** The page of `smspump doctor` with its lists as the code has them now. */
export function doctorPage(): string {
  const text = withMarkedPart(PATH, readFileSync(PAGE, "utf8"), "checks", checksTable());
  return withMarkedPart(PATH, text, "actions", actionsList());
}
