import { DEFAULT_OTP_PATHS } from "../../lambda/core/model/otp-paths";
import { DEFAULT_VERIFY_PATHS } from "../../lambda/core/model/verify-paths";
import { catalogue } from "../../lambda/core/rules";
import { configKeys, type ConfigKey } from "./config-keys";
import { markdownTable } from "./markdown-table";

interface Group {
  readonly path: string;
  readonly title: string;
  readonly intro: string;
}

const GROUPS: readonly Group[] = [
  { path: "", title: "Top level", intro: "All keys are optional; `{}` is a valid configuration." },
  {
    path: "userPools.<name>",
    title: "`userPools.<user pool id>`",
    intro:
      "What CloudTrail does not say about a pool. A pool that is not listed sends codes that may or may not be texts: they are counted and never priced.",
  },
  {
    path: "rules.<name>",
    title: "`rules.<rule id>`",
    intro: `Changes one rule; what is left out keeps [the rule's own value](rules.md). Rule ids: ${catalogue
      .map(({ id }) => `\`${id}\``)
      .join(", ")}.`,
  },
  {
    path: "suppressions[]",
    title: "`suppressions[]`",
    intro:
      "Harmless traffic that a rule would take for an attack. It is counted apart from all other traffic, its findings are stored and marked. [How to write one](tuning.md#how-to-write-a-suppression).",
  },
  {
    path: "expectedSenders[]",
    title: "`expectedSenders[]`",
    intro: "Backends that send all day through SNS topics or AWS End User Messaging.",
  },
  { path: "pace", title: "`pace`", intro: "How often people get e-mail." },
];

const LONGEST_DEFAULT = 60;

function defaultText({ path, isRequired, default: value }: ConfigKey): string {
  if (isRequired) return "required";
  if (path.startsWith("rules.")) return "the rule's";
  if (value === undefined) return "none";
  const text = JSON.stringify(value).replaceAll(",", ", ");
  return text.length > LONGEST_DEFAULT ? "see below" : `\`${text}\``;
}

const typeText = ({ type, meaning: { form } }: ConfigKey): string =>
  form === undefined ? type : type.replace(/text$/, form);

function rowOf(key: ConfigKey): readonly string[] {
  const { unit = "", description } = key.meaning;
  return [`\`${key.name}\``, typeText(key), unit, defaultText(key), description];
}

function section({ path, title, intro }: Group, keys: readonly ConfigKey[]): string {
  const rows = keys.filter(({ group }) => group === path).map(rowOf);
  const table = markdownTable(["key", "type", "unit", "default", "meaning"], rows);
  return [`## ${title}`, intro, table].join("\n\n");
}

const INTRO = `What stands under \`detector\` in \`smspump.json\`, which \`cdk deploy\` reads and \`smspump replay --config smspump.json\`
too. \`--config\` also takes a file with these keys alone. Every key is checked: an unknown key or a wrong value is
refused with the key's name, what was got and what to give instead. Defaults are right for most accounts; start with
\`userPools\`, and with \`smsTopics\` if your application sends through topics.`;

const EXAMPLE = `\`\`\`json
{
  "userPools": {
    "us-east-1_Example01": { "delivers": "sms", "smsMfa": true, "clients": ["1example23456789"] }
  },
  "rules": { "cognito-ip-slow": { "notify": "record" } },
  "assumedPriceUsd": 0.08
}
\`\`\``;

const textBlock = (lines: readonly string[]): string => `\`\`\`text\n${lines.join("\n")}\n\`\`\``;

/**
 * `docs/configuration.md`.
 *
 * @throws Error when the schema has a group of keys that no section shows
 */
export function configurationPage(): string {
  const keys = configKeys();
  const lost = keys.find(({ group }) => !GROUPS.some(({ path }) => path === group));
  if (lost !== undefined) throw new Error(`${lost.path}: its group has no section in GROUPS`);
  const paths = [
    "## Built-in `otpPaths`",
    textBlock(DEFAULT_OTP_PATHS),
    "## Built-in `verifyPaths`",
    textBlock(DEFAULT_VERIFY_PATHS),
  ];
  const parts = [
    "# Configuration",
    "<!-- Written by `npm run generate` from the schema in lambda/core/model/config.ts. -->",
    INTRO,
    EXAMPLE,
    ...GROUPS.map((group) => section(group, keys)),
    ...paths,
  ];
  return `${parts.join("\n\n")}\n`;
}
