import { isKnown } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { DAY_MS } from "../../lambda/core/model/time";
import { playMonth } from "../../test/support/months";
import {
  BUSINESSES,
  HARMLESS,
  type Business,
  type HarmlessMonth,
} from "../../test/support/spend-months";
import { runSpan } from "../../test/support/spend-run";
import { spread } from "../spread";
import { hoursOverTrue, settingsOf } from "./attacked";
import { isNotice } from "./notices";
import type { ProjectedMonth } from "./projections";

export interface Harmless extends ProjectedMonth {
  readonly pages: number;
  readonly notices: number;
  readonly name: string;
}

function harmless(business: Business, { name, change }: HarmlessMonth): Harmless {
  const plan = { ...business.plan, ...change, seed: `${business.name}/${name}` };
  const { month } = plan;
  const played = playMonth(plan);
  const projected = new Map<number, number>();
  const raised = runSpan(played.cloudWatch, month, {
    ...settingsOf(business),
    each: ({ atMs, projectedMonthEnd }) => {
      if (isKnown(projectedMonthEnd)) projected.set(atMs, projectedMonthEnd.value);
    },
  });
  return {
    name,
    pages: raised.filter(({ alarm }) => alarm === "on-call" || alarm === "money-growing").length,
    notices: raised.filter(isNotice).length,
    month,
    spentBy: played.spentBy,
    sinceMs: plan.sinceMs ?? month.fromMs,
    projected,
  };
}

export const harmlessMonths = (): readonly Harmless[] =>
  BUSINESSES.flatMap((business) => HARMLESS.map((kind) => harmless(business, kind)));

/** With 95 % confidence the rate is at most this many in a month, by the exact bound of Poisson's. */
function upperBound(count: number, months: number): number {
  const tail = (mean: number): number => {
    let term = Math.exp(-mean);
    let sum = term;
    for (let i = 1; i <= count; i++) sum += term *= mean / i;
    return sum;
  };
  let [low, high] = [0, 3 + 4 * (count + 1)];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 0.05) low = middle;
    else high = middle;
  }
  return high / months;
}

export function harmlessRows(months: readonly Harmless[]): readonly object[] {
  const sumOf = (of: readonly Harmless[], what: "pages" | "notices"): number =>
    of.reduce((sum, month) => sum + month[what], 0);
  const row = (month: string, of: readonly Harmless[]): object => ({
    month,
    months: of.length,
    pages: sumOf(of, "pages"),
    notices: sumOf(of, "notices"),
  });
  const bound = upperBound(sumOf(months, "pages"), months.length).toFixed(2);
  return [
    ...HARMLESS.map(({ name }) =>
      row(
        name,
        months.filter((month) => month.name === name),
      ),
    ),
    row(`all: at most ${bound} pages a month (95 %)`, months),
  ];
}

/** How much of a usual month's spend the limit is. */
const LIMIT_SHARE = 0.8;

/** A month without an attack whose limit comes before its end. */
function limited(business: Business): object {
  const played = playMonth({ ...business.plan, seed: `${business.name}/limited` });
  const { month } = business.plan;
  const limitUsd = LIMIT_SHARE * played.spentBy(month.untilMs);
  const figures: SpendFigures[] = [];
  const raised = runSpan(played.cloudWatch, month, {
    ...settingsOf({ ...business, limitUsd }),
    each: (each) => figures.push(each),
  });
  const reached = figures.find(({ atMs }) => played.spentBy(atMs) >= limitUsd);
  const daysAhead = (alarm: string): string => {
    const first = raised.find((each) => each.alarm === alarm);
    if (first === undefined || reached === undefined) return "never";
    return ((reached.atMs - first.atMs) / DAY_MS).toFixed(1);
  };
  return {
    business: business.name,
    "days ahead: the notice": daysAhead("month-over-limit"),
    "days ahead: the page": daysAhead("on-call"),
    pages: raised.filter(({ alarm }) => alarm === "on-call").length,
    "hours to the limit, said/true": spread(
      hoursOverTrue(played, limitUsd, figures, month.untilMs),
    ),
  };
}

export const limitedRows = (): readonly object[] => BUSINESSES.map(limited);
