import { duration, percent, whole } from "../../lambda/core/model/format";
import { BASELINE_DAYS } from "../../lambda/core/counting/minutes/baseline";
import { ROOTS } from "../../lambda/core/counting/minutes/judge-minutes";
import {
  ASSUMED_SHARE,
  ENOUGH_REQUESTS,
  UNKNOWN_TIMES,
  VISIBLE_SHARE,
} from "../../lambda/core/counting/minutes/usual-share";
import {
  EARLY,
  FEW,
  GRACE_MS,
  KNOWN_DAYS,
  NEWCOMER,
  type EarlyEnd,
} from "../../lambda/core/model/grace";
import type { Measure } from "../../lambda/core/model/measure";
import type { Rule } from "../../lambda/core/model/rule";
import { catalogue } from "../../lambda/core/rules";
import { sources } from "../../lambda/core/sources";
import { markdownTable } from "./markdown-table";

const earlyText = (early: EarlyEnd | undefined): string =>
  early === undefined
    ? ""
    : ` (${percent(early.share)} as soon as ${early.requests} are ${duration(early.ageMs)} old)`;

/** What a measure fires at, in words. */
export function limitOf(measure: Measure): string {
  const { threshold, windowMs } = measure;
  const run = `${whole(threshold)} in ${duration(windowMs)}`;
  switch (measure.kind) {
    case "each":
      return "each one";
    case "burst":
      return run;
    case "unconfirmed-burst":
      return `${run}, under ${percent(measure.share)} confirmed`;
    case "uncompleted-burst":
      return `${run}, under ${percent(measure.share)} completed${earlyText(measure.early)}, and more than ${measure.times} x its own peak`;
    case "volume":
      return measure.ownVolume === undefined
        ? `more than ${run}, and than ${measure.times} x its own peak`
        : `more than ${run}, than ${measure.times} x its own peak, and than its usual volume explains`;
    case "unconfirmed-excess": {
      const spans = measure.spansMs.map(duration).join(", ");
      return `${whole(threshold)} confirmations missing in ${spans}`;
    }
  }
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

function shareRow(measure: Measure): readonly string[] {
  if (!("share" in measure)) return ["confirmed share", "not looked at"];
  const usual = measure.kind === "unconfirmed-excess" ? " of its usual one" : "";
  return [
    "confirmed share",
    `fires under ${percent(measure.share)}${usual} (\`share\` ${measure.share})`,
  ];
}

function measureRows({ measure }: Rule): readonly (readonly string[])[] {
  const { threshold, windowMs } = measure;
  const what = measure.kind === "unconfirmed-excess" ? "missing confirmations" : "hits";
  const spans = measure.kind === "unconfirmed-excess" ? measure.spansMs : [windowMs];
  const times = "times" in measure ? [["own peak", `x ${measure.times} (\`times\`)`]] : [];
  return [
    ["threshold", `${whole(threshold)} ${what}`],
    ["window", spans.map(duration).join(", ")],
    shareRow(measure),
    ...times,
  ];
}

function section(rule: Rule): string {
  const { description, falsePositives, blindSpots } = rule.prose(rule.measure);
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
    `${rule.title}. ${description}`,
    facts,
    "Harmless causes:",
    list(falsePositives),
    "Blind to:",
    list(blindSpots),
  ].join("\n\n");
}

const MEASURES = `A hit is one observation that a rule counts for one entity.

- **Burst** of N in W: a hit fires when it ends a run of N hits within W, ends included.
- **Unconfirmed burst** of N in W under p: a hit fires when the entity has R hits, N or more, in the W before it and fewer
  than p x R confirmations, ${duration(GRACE_MS)} after it included, or as long as people at the app client usually type. For a flood that time ends
  early: once ${EARLY.requests} hits are ${duration(EARLY.ageMs)} old and under ${percent(EARLY.share)} of as many are confirmed. Of an entity that confirmed no code on the
  ${KNOWN_DAYS} whole days (UTC) before, nor in W, ${NEWCOMER.requests} hits of ${duration(NEWCOMER.ageMs)} are enough (N, where that is more), and it has no time at all for
  as many within ${duration(NEWCOMER.hasteMs)}. Fewer than ${FEW.times} x N that are all about one user, or of which any is confirmed, do not fire unless N of one user
  come within ${duration(FEW.hasteMs)}; to confirm these, ${duration(FEW.backMs)} before and ${duration(FEW.graceMs)} after count.
- **Volume**: fires at a minute when the window that ends with it holds more than N messages, and more than k times the
  entity's own peak. That is the third largest of its daily peaks of the ${BASELINE_DAYS} days before, so one bad day is
  forgiven; under three days with data there is none, and N alone counts.
- **Unconfirmed excess**: r is the share of its codes that an app client confirmed in the ${BASELINE_DAYS} days before (below ${ENOUGH_REQUESTS} requests
  ${percent(ASSUMED_SHARE)} is assumed, and ${UNKNOWN_TIMES} x the threshold needed), or on good days, if that is more. Fires when r x S requests lack more confirmations than
  the threshold and ${ROOTS} x the root of S, over any of its spans, given the time in which its people usually type, ${duration(GRACE_MS)} at the least. A
  client that confirms under ${percent(VISIBLE_SHARE)} does so where nobody can see it, and is judged by volume.
- **Each**: every hit fires.

**Learning**: for \`learningDays\` (7) from the first record of an account, thresholds are three times as high, and what compares
with the past only records until it knows enough of it. An app client whose first accepted call comes in these days has as many days
of its own with the higher thresholds. Nothing begins the learning anew: no other source, pool or Region, no app client that slept,
no record that comes late. Each-rules and drills do not wait, replay does not learn.

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
    "<!-- Written by `npm run generate` from lambda/core/rules. -->",
    overview(),
    "## How they count",
    MEASURES,
    "## What must be switched on",
    needs,
    ...catalogue.map(section),
  ];
  return `${parts.join("\n\n")}\n`;
}
