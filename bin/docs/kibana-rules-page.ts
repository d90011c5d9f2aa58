import { coverageOf } from "../../elastic/coverage";
import type { Rule } from "../../lambda/core/model/rule";
import { catalogue } from "../../lambda/core/rules";
import { COMMON_FALSE_POSITIVES } from "../../elastic/false-positives";
import type { AlertSuppression, KibanaRule } from "../../elastic/kibana-rule";
import { markdownTable } from "./markdown-table";
import { PROFILES, unversionedRules, type Profile } from "../../elastic/profiles";
import { CHOOSING, LANGUAGE } from "./kibana-rules-text";
import { versioned, type Versions } from "../../elastic/versions";

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

const suppressionOf = ({ group_by, duration }: AlertSuppression): string =>
  `${group_by === undefined ? "its group" : group_by.map((field) => `\`${field}\``).join(", ")} for ${duration.value}${duration.unit}`;

const scheduleOf = ({ interval, from }: KibanaRule): string => `every ${interval} from ${from}`;

/** A rule in both forms. */
interface Pair {
  readonly slug: string;
  readonly licensed: KibanaRule;
  readonly basic: KibanaRule;
}

const pairsOf = (profile: Profile, versions: Versions): readonly Pair[] => {
  const basic = unversionedRules(profile, { isSuppressionLicensed: false });
  return unversionedRules(profile, { isSuppressionLicensed: true }).flatMap(
    (unversioned, index) => {
      const other = basic[index];
      if (other === undefined) return [];
      const licensed = versioned(unversioned, versions);
      return [{ slug: unversioned.slug, licensed, basic: versioned(other, versions) }];
    },
  );
};

const sourcesOf = ({ related_integrations }: KibanaRule): string =>
  related_integrations.length === 0
    ? "the detector's own documents"
    : related_integrations
        .map(({ package: name, integration }) =>
          integration === undefined ? name : `${name}.${integration}`,
        )
        .join(", ");

const overview = (pairs: readonly Pair[]): string =>
  markdownTable(
    ["rule", "type", "reads", "schedule", "suppressed by"],
    pairs.map(({ slug, licensed: rule }) => [
      `[\`${slug}\`](#${slug})`,
      rule.type,
      sourcesOf(rule),
      scheduleOf(rule),
      rule.alert_suppression === undefined ? "" : suppressionOf(rule.alert_suppression),
    ]),
  );

function basicText({ licensed, basic }: Pair): string {
  const changes = [
    ...(scheduleOf(licensed) === scheduleOf(basic) ? [] : [`runs ${scheduleOf(basic)}`]),
    ...(licensed.max_signals === basic.max_signals
      ? []
      : [`makes at most ${basic.max_signals} alert a run`]),
    ...(licensed.type !== "query" || licensed.query === basic.query
      ? []
      : [`asks for \`${basic.query}\``]),
  ];
  return changes.length === 0 ? "alerts again for what goes on" : changes.join(", ");
}

const indexOf = ({ index }: KibanaRule): string =>
  index === undefined ? "in the query" : index.map((name) => `\`${name}\``).join(", ");

const isCommon = (text: string): boolean => COMMON_FALSE_POSITIVES.includes(text);

function section(pair: Pair): string {
  const rule = pair.licensed;
  const own = rule.false_positives.filter((text) => !isCommon(text));
  const facts = markdownTable(
    ["property", "value"],
    [
      ["`rule_id`", `\`${rule.rule_id}\``],
      ["version", String(rule.version)],
      ["severity", `${rule.severity}, risk ${rule.risk_score}`],
      ["type", rule.type],
      ["index", indexOf(rule)],
      ["schedule", scheduleOf(rule)],
      ["alerts in a run", String(rule.max_signals)],
      ...(rule.threshold === undefined
        ? []
        : [["threshold", `${rule.threshold.value} by \`${rule.threshold.field.join("`, `")}\``]]),
      ...(rule.alert_suppression === undefined
        ? []
        : [["with suppression", suppressionOf(rule.alert_suppression)]]),
      ["without suppression", basicText(pair)],
    ],
  );
  return [
    `### ${pair.slug}`,
    `**${rule.name}.** ${rule.description}`,
    facts,
    `\`\`\`${LANGUAGE[rule.language]}\n${rule.query}\n\`\`\``,
    "Needs:",
    rule.setup.split("\n\n").slice(1).join("\n\n"),
    own.length === 0
      ? "Harmless causes: [the four](#harmless-causes)."
      : `Harmless causes, beside [the four](#harmless-causes):\n\n${list(own)}`,
  ].join("\n\n");
}

function coverageRow(rule: Rule): readonly string[] {
  const coverage = coverageOf(rule);
  const name = `[\`${rule.id}\`](../rules.md#${rule.id})`;
  return "why" in coverage
    ? [name, "none", coverage.why]
    : [name, coverage.rules.map((id) => `\`${id}\``).join(", "), coverage.lacks];
}

const COVERED = [
  "## What they stand for",
  "Each of the detector's rules, the rules of the profile `native` that stand for it, and what these cannot say, or why there is none.",
  markdownTable(
    ["the detector's rule", "in Kibana", "what is left out, or why"],
    catalogue.map(coverageRow),
  ),
].join("\n\n");

/** `docs/elastic/rules.md`. */
export function kibanaRulesPage(versions: Versions): string {
  const pairs = new Map(PROFILES.map((profile) => [profile, pairsOf(profile, versions)]));
  const parts = [
    "# Rules for Kibana",
    "<!-- Written by `npm run generate` from elastic/. -->",
    CHOOSING,
    COVERED,
    "## Harmless causes",
    "Every rule names these four, and its own beside them:",
    list(COMMON_FALSE_POSITIVES),
    ...PROFILES.flatMap((profile) => {
      const own = pairs.get(profile) ?? [];
      return [`## Profile ${profile}`, overview(own), ...own.map(section)];
    }),
  ];
  return `${parts.join("\n\n")}\n`;
}
