import { duration, percent, whole } from "../../lambda/core/format";
import { GRACE_MS, KNOWN_DAYS, type Measure, type Rule } from "../../lambda/core/rule";
import { catalogue } from "../../lambda/core/rules";
import { sources } from "../../lambda/core/sources";
import { markdownTable } from "./markdown-table";

/** What a measure fires at, in words. */
export function limitOf({ threshold, windowMs, ...rest }: Measure): string {
  const run = `${whole(threshold)} in ${duration(windowMs)}`;
  return rest.kind === "burst" ? run : `${run}, under ${percent(rest.share)} confirmed`;
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

const attackUrl = (technique: string): string =>
  `https://attack.mitre.org/techniques/${technique.replace(".", "/")}/`;

function overview(): string {
  const rows = catalogue.map((rule) => [
    `[${rule.id}](#${rule.id})`,
    rule.counts,
    rule.countedBy,
    limitOf(rule.measure),
    rule.severity,
    rule.notify,
  ]);
  return markdownTable(["rule", "counts", "by", "fires at", "severity", "notify"], rows);
}

function measureRows({ measure }: Rule): readonly (readonly string[])[] {
  const { threshold, windowMs } = measure;
  const share =
    measure.kind === "burst"
      ? "not looked at"
      : `fires under ${percent(measure.share)} (\`share\` ${measure.share})`;
  return [
    ["threshold", `${whole(threshold)} hits`],
    ["window", duration(windowMs)],
    ["confirmed share", share],
  ];
}

function section(rule: Rule): string {
  const facts = markdownTable(
    ["property", "value"],
    [
      ["counts", rule.counts],
      ["entity", rule.countedBy],
      ...measureRows(rule),
      ["severity", rule.severity],
      ["notify", rule.notify],
      ["ATT&CK", rule.attack.map((id) => `[${id}](${attackUrl(id)})`).join(", ")],
      ["runbook", `[${rule.id}](runbooks/${rule.id}.md)`],
    ],
  );
  return [
    `## ${rule.id}`,
    `${rule.title}. ${rule.description}`,
    facts,
    "Harmless causes:",
    list(rule.falsePositives),
    "Blind to:",
    list(rule.blindSpots),
  ].join("\n\n");
}

const MEASURES = `A hit is one observation that a rule counts for one entity.

- **Burst** of N in W: a hit fires when it ends a run of N hits within W, ends included.
- **Unconfirmed burst** of N in W under p: a hit fires when the entity has R hits, N or more, in the W before it and fewer
  than p x R confirmations. An entity that confirmed a code on any of the ${KNOWN_DAYS} whole days (UTC) before has
  ${duration(GRACE_MS)} after the hit to confirm; any other is judged at once.

Counts never cross targets: an address that floods two app clients has a count at each. \`page\` opens an incident and so an
e-mail, \`record\` is kept and listed with incidents that it overlaps. Each rule can be changed under \`rules\` in
[the configuration](configuration.md); what harmless traffic needs stands in [tuning](tuning.md).`;

/** `docs/rules.md`. */
export function rulesPage(): string {
  const needs = markdownTable(
    ["source", "needs"],
    sources.map((source) => [source.id, source.needs]),
  );
  const parts = [
    "# Rules",
    "<!-- Written by `npm run docs` from lambda/core/rules. -->",
    overview(),
    "## How they count",
    MEASURES,
    "## What must be switched on",
    needs,
    ...catalogue.map(section),
  ];
  return `${parts.join("\n\n")}\n`;
}
