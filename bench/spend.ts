import { isKnown } from "../lambda/core/spend/figure";
import { spendSettings } from "../lambda/core/spend/spend-settings";
import { HOUR_MS, MINUTE_MS } from "../lambda/core/model/time";
import { playMonth } from "../test/support/months";
import {
  ATTACKS,
  BUSINESSES,
  HARMLESS,
  MODES,
  type Business,
  type HarmlessMonth,
  type SpendAttack,
} from "../test/support/spend-months";
import { runSpan, type Raised, type SpendRun } from "../test/support/spend-run";
import { projectionRows, type ProjectedMonth } from "./spend/projections";
import { spread } from "./spread";
import type { Table } from "./tables";

/* Whole months of money, played into a stand-in for CloudWatch and through the guard's alarms. */

const settingsOf = ({ budgetUsd, limitUsd }: Business): SpendRun => ({
  settings: spendSettings({ monthlyBudgetUsd: budgetUsd }),
  limitAt: () => String(limitUsd),
});

interface Attacked {
  readonly page: readonly number[];
  readonly notice: readonly number[];
  readonly usd: readonly number[];
  readonly pages: number;
  readonly notices: number;
}

const AFTER_MS = 8 * HOUR_MS;

const isNotice = ({ alarm }: Raised): boolean =>
  ["money-fast", "limit-near", "month-over-budget", "new-country", "month-over-limit"].includes(
    alarm,
  );

function attacked(business: Business, attack: SpendAttack, mode: string): Attacked {
  const { name, pumps, times } = attack;
  const month = playMonth({
    ...business.plan,
    ...MODES[mode],
    seed: `${business.name}/${name}/${mode}`,
    pumps,
    ...(times !== undefined && { times }),
  });
  const fromMs = pumps[0]?.fromMs ?? 0;
  const run = settingsOf(business);
  const raised = runSpan(
    month.cloudWatch,
    { fromMs: fromMs - 2 * HOUR_MS, untilMs: fromMs + AFTER_MS },
    run,
  ).filter(({ atMs }) => atMs >= fromMs);
  const minutes = (one: Raised | undefined): number[] =>
    one === undefined ? [] : [(one.atMs - fromMs) / MINUTE_MS];
  const page = raised.find(({ alarm }) => alarm === "on-call");
  return {
    page: minutes(page),
    notice: minutes(raised.find(isNotice)),
    usd: page === undefined ? [] : [month.pumpedBy(page.atMs)],
    pages: raised.filter(({ alarm }) => alarm === "on-call").length,
    notices: new Set(raised.filter(isNotice).map(({ atMs }) => atMs)).size,
  };
}

const orNever = (values: readonly number[], of: number): string => {
  if (values.length === 0) return "never";
  return spread(values) + (values.length < of ? `; ${of - values.length} of ${of} never` : "");
};

const attackRows = (): readonly object[] =>
  ATTACKS.flatMap((attack) =>
    BUSINESSES.map((business) => {
      const all = Object.keys(MODES).map((mode) => attacked(business, attack, mode));
      const joined = (of: (one: Attacked) => readonly number[]): string =>
        orNever(all.flatMap(of), all.length);
      return {
        attack: attack.name,
        business: business.name,
        "minutes to the page": joined(({ page }) => page),
        "dollars by then": joined(({ usd }) => usd),
        "minutes to the notice": joined(({ notice }) => notice),
        "pages at most": Math.max(...all.map(({ pages }) => pages)),
      };
    }),
  );

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

interface Harmless extends ProjectedMonth {
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
    pages: raised.filter(({ alarm }) => alarm === "on-call").length,
    notices: raised.filter(isNotice).length,
    month,
    spentBy: played.spentBy,
    sinceMs: plan.sinceMs ?? month.fromMs,
    projected,
  };
}

/** What the guard makes of harmless and of attacked months. */
export function benchSpend(): readonly Table[] {
  const attacks = attackRows();
  const months = BUSINESSES.flatMap((business) => HARMLESS.map((kind) => harmless(business, kind)));
  const rows = HARMLESS.map(({ name }) => {
    const same = months.filter((month) => month.name === name);
    const pages = same.reduce((sum, month) => sum + month.pages, 0);
    return {
      month: name,
      months: same.length,
      pages,
      notices: same.reduce((sum, month) => sum + month.notices, 0),
    };
  });
  const pages = months.reduce((sum, month) => sum + month.pages, 0);
  const all = {
    month: `all: at most ${upperBound(pages, months.length).toFixed(2)} pages a month (95 %)`,
    months: months.length,
    pages,
    notices: months.reduce((sum, month) => sum + month.notices, 0),
  };
  return [
    { title: "The spend guard: attacks, over seven ways in which AWS may publish", rows: attacks },
    { title: "The spend guard: months without an attack", rows: [...rows, all] },
    { title: "Error of the projected month's end, in percent", rows: projectionRows(months) },
  ];
}
