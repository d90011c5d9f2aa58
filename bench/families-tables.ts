import { FAMILIES } from "../test/support/families";
import type { Family } from "../test/support/families/family";
import { daysOf, WORLD_CONFIG } from "../test/support/families/worlds";
import { DAYS } from "../test/support/business/rhythm";
import type { Habit, Situation } from "../test/support/harmless/situation";
import { SITUATIONS } from "../test/support/harmless/situations";
import { HABITS } from "../test/support/harmless/worlds";
import { DELAY_MINUTES, type FamilyResult, type WorldResult } from "../test/support/judge-families";
import type { FamilyJob } from "./families-run";
import { counted, median, spread } from "./spread";

/** What one process played, and what came of it. */
export interface Played {
  readonly job: FamilyJob;
  readonly result: WorldResult;
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** Never found ones count as more than any that was found. */
const middleOf = (values: readonly (number | undefined)[]): number =>
  median(values.map((value) => value ?? Infinity));

/** The middle one and the worst, or what is sent where the middle one is never found. */
function textsCell(results: readonly FamilyResult[]): string {
  const found = results.map((result) => result.found?.texts);
  const all = `${whole(median(results.map(({ texts }) => texts)))} sent`;
  if (found.every((texts) => texts === undefined)) return `never, ${all}`;
  const shown = middleAndWorst(found);
  return found.includes(undefined) ? `${shown}, ${all} where never` : shown;
}

/** Of nothing in `trials`, the rate that is not exceeded in 95 of 100 cases. */
export function bound(trials: number): string {
  const percent = Math.min(100, 300 / trials);
  return `under ${percent < 10 ? percent.toPrecision(2) : Math.round(percent)} %`;
}

/** How many of all runs, and what none of them excludes. */
const neverCell = (missed: number, runs: number): string =>
  missed === 0 ? `0 of ${runs}, ${bound(runs)}` : `${missed} of ${runs}`;

/** What a text is taken to cost, as a deployment takes it where nothing is configured. */
const PRICE_USD = WORLD_CONFIG.assumedPriceUsd;
const USD = `usd at $${PRICE_USD.toFixed(2)} a text`;

/** How many e-mails there were, where that is what counts. */
const emailRow = (family: Family, results: readonly FamilyResult[]): object => ({
  attack: family.title,
  never: "-",
  texts: `${spread(results.map(({ emails }) => emails))} e-mails`,
  limit: family.limit === undefined ? "-" : `${family.limit} e-mails`,
  withDelay: "-",
  [USD]: "-",
  firstRule: "-",
});

/** The middle of all runs, and the worst of those that were found. */
function middleAndWorst(values: readonly (number | undefined)[], unit = ""): string {
  const middle = middleOf(values);
  const worst = Math.max(...values.filter((value) => value !== undefined));
  if (!Number.isFinite(middle)) return "never";
  return `${unit}${whole(middle)} (${unit}${whole(worst)})`;
}

function familyRow(family: Family, results: readonly FamilyResult[]): object {
  if (family.measure === "e-mails") return emailRow(family, results);
  const late = results.map(({ found }) => found?.textsWithDelay);
  const rules = counted(results.flatMap(({ found }) => found?.ruleId ?? []));
  const dollars = late.map((texts) => texts && texts * PRICE_USD);
  const missed = late.filter((texts) => texts === undefined).length;
  const delay = `+${DELAY_MINUTES[family.road ?? "cloudtrail"]} min`;
  return {
    attack: family.title,
    never: neverCell(missed, results.length),
    texts: textsCell(results),
    limit: family.limit === undefined ? "-" : whole(family.limit),
    withDelay: `${delay}: ${middleAndWorst(late)}`,
    [USD]: middleAndWorst(dollars, "$"),
    firstRule: rules.map(([ruleId]) => ruleId).join(", ") || "none",
  };
}

/** A row for each family that was played. */
export const familyRows = (played: readonly Played[]): readonly object[] =>
  FAMILIES.flatMap((family) => {
    const results = played
      .flatMap(({ result }) => result.families)
      .filter((each) => each.family === family.id);
    return results.length === 0 ? [] : [familyRow(family, results)];
  });

export const LEARNING_DAYS = WORLD_CONFIG.learningDays;

function harmlessRow(title: string, trials: number, unit: string, pages: readonly string[]) {
  const rules = counted(pages).map(([ruleId, times]) => `${ruleId} ${times}`);
  return {
    situation: title,
    trials: `${whole(trials)} ${unit}`,
    pages: rules.join(", ") || "0",
    bound: pages.length === 0 ? `${bound(trials)} of ${unit}` : "-",
  };
}

function situationRow({ id, title }: Situation, played: readonly Played[]): readonly object[] {
  const results = played
    .flatMap(({ result }) => result.situations)
    .filter(({ situation }) => situation === id);
  if (results.length === 0) return [];
  const runs = results.reduce((sum, each) => sum + each.runs, 0);
  return [
    harmlessRow(
      title,
      runs,
      "runs",
      results.flatMap(({ pages }) => pages),
    ),
  ];
}

function habitRow({ id, title }: Habit, played: readonly Played[]): readonly object[] {
  const here = played.filter(({ job }) => "habit" in job && job.habit === id);
  if (here.length === 0) return [];
  const pages = here.flatMap(({ result }) => result.pages);
  return [harmlessRow(title, here.length * (DAYS - LEARNING_DAYS), "business-days", pages)];
}

/** The worlds in which attacks begin, without any of them. */
function plainRow(played: readonly Played[]): readonly object[] {
  const here = played.flatMap(({ job, result }) =>
    "world" in job ? [{ days: daysOf(job.world) - LEARNING_DAYS, result }] : [],
  );
  if (here.length === 0) return [];
  const pages = here.flatMap(({ result }) => result.pages);
  const days = here.reduce((sum, each) => sum + each.days, 0);
  return [
    harmlessRow(
      "the businesses that are attacked, without the attacks",
      days,
      "business-days",
      pages,
    ),
  ];
}

/** A row for each harmless situation that was played. */
export const harmlessRows = (played: readonly Played[]): readonly object[] => [
  ...SITUATIONS.flatMap((situation) => situationRow(situation, played)),
  ...HABITS.flatMap((habit) => habitRow(habit, played)),
  ...plainRow(played),
];
