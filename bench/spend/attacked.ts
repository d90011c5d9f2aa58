import { isKnown } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { spendSettings } from "../../lambda/core/spend/spend-settings";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { FINE_MS, RUN_MS } from "../../lambda/core/spend/metric-queries";
import { playMonth, type Pump, type SyntheticMonth } from "../../test/support/months";
import {
  ATTACKS,
  BUSINESSES,
  LATE_MODE,
  MODES,
  type Business,
  type SpendAttack,
} from "../../test/support/spend-months";
import { runSpan, type Raised, type SpendRun } from "../../test/support/spend-run";
import { spread } from "../spread";
import { isNotice, noticesOf, type NativeAlarm } from "./notices";

export const settingsOf = ({ budgetUsd, limitUsd }: Business): SpendRun => ({
  settings: spendSettings({ monthlyBudgetUsd: budgetUsd }),
  limitAt: () => String(limitUsd),
});

/** How long an attack and what follows it is watched. */
const AFTER_MS = 8 * HOUR_MS;
const BEFORE_MS = 2 * HOUR_MS;

/** What the guard made of one attack. Times are minutes from its beginning, empty where it never came. */
export interface Attacked {
  readonly isLate: boolean;
  readonly page: readonly number[];
  /** To the first run that can read anything of it. */
  readonly soonest: readonly number[];
  readonly notice: readonly number[];
  readonly usd: readonly number[];
  readonly pages: number;
  readonly growthPages: number;
  readonly notices: number;
  readonly native: number;
  readonly hours: readonly number[];
}

/** What was said of the hours to the limit per what was true, while it was not reached. */
export function hoursOverTrue(
  { spentBy }: SyntheticMonth,
  limitUsd: number,
  figures: readonly SpendFigures[],
  untilMs: number,
): readonly number[] {
  let reachedMs = figures[0]?.atMs ?? untilMs;
  while (reachedMs < untilMs && spentBy(reachedMs) < limitUsd) reachedMs += 5 * MINUTE_MS;
  if (reachedMs >= untilMs) return [];
  return figures.flatMap(({ atMs, hoursToLimit: said }) => {
    const trueHours = (reachedMs - atMs) / HOUR_MS;
    // The last data points are minutes old: below half an hour the ratio says nothing.
    return isKnown(said) && said.value > 0 && trueHours >= 0.5 ? said.value / trueHours : [];
  });
}

const nativeOf = ({ budgetUsd, limitUsd }: Business): readonly NativeAlarm[] => [
  ...[50, 80, 100].map((share) => ({
    id: `budget-${share}-percent`,
    usd: (share * budgetUsd) / 100,
  })),
  ...[80, 95].map((share) => ({ id: `limit-${share}-percent`, usd: (share * limitUsd) / 100 })),
];

/** Minutes from an attack's beginning to the first run that can read any data point of its time. */
function soonestMinutes(month: SyntheticMonth, pumps: readonly Pump[]): number {
  const fromMs = pumps[0]?.fromMs ?? 0;
  const countries = pumps.map(({ country }) => country);
  const knownMs = month.firstKnownMs(countries, Math.floor(fromMs / FINE_MS) * FINE_MS);
  const firstRunMs = fromMs + MINUTE_MS;
  const runs = Math.ceil(Math.max(0, knownMs - firstRunMs) / RUN_MS);
  return (firstRunMs + runs * RUN_MS - fromMs) / MINUTE_MS;
}

export function attacked(
  business: Business,
  attack: SpendAttack,
  mode: string,
  seed = "",
): Attacked {
  const { name, pumps, times } = attack;
  const month = playMonth({
    ...business.plan,
    ...MODES[mode],
    seed: `${business.name}/${name}/${mode}${seed}`,
    pumps,
    ...(times !== undefined && { times }),
  });
  const fromMs = pumps[0]?.fromMs ?? 0;
  const figures: SpendFigures[] = [];
  const span = { fromMs: fromMs - BEFORE_MS, untilMs: fromMs + AFTER_MS };
  const all = runSpan(month.cloudWatch, span, {
    ...settingsOf(business),
    each: (each) => figures.push(each),
  });
  const raised = all.filter(({ atMs }) => atMs >= fromMs);
  const minutes = (one: Raised | undefined): number[] =>
    one === undefined ? [] : [(one.atMs - fromMs) / MINUTE_MS];
  const page = raised.find(({ alarm }) => alarm === "on-call");
  const told = noticesOf(raised, figures, nativeOf(business));
  return {
    isLate: mode === LATE_MODE,
    page: minutes(page),
    soonest: [soonestMinutes(month, pumps)],
    notice: minutes(raised.find(isNotice)),
    usd: page === undefined ? [] : [month.pumpedBy(page.atMs)],
    pages: raised.filter(({ alarm }) => alarm === "on-call").length,
    growthPages: raised.filter(({ alarm }) => alarm === "money-growing").length,
    ...told,
    hours: hoursOverTrue(
      month,
      business.limitUsd,
      figures.filter(({ atMs }) => page !== undefined && atMs >= page.atMs),
      span.untilMs,
    ),
  };
}

const orNever = (values: readonly number[], of: number): string => {
  if (values.length === 0) return "never";
  return spread(values) + (values.length < of ? `; ${of - values.length} of ${of} never` : "");
};

export const attackRows = (): readonly object[] =>
  ATTACKS.flatMap((attack) =>
    (attack.at ?? BUSINESSES).map((business) => {
      const all = Object.keys(MODES).map((mode) => attacked(business, attack, mode));
      const soon = all.filter(({ isLate }) => !isLate);
      const joined = (of: (one: Attacked) => readonly number[], from = soon): string =>
        orNever(from.flatMap(of), from.length);
      const most = (of: (one: Attacked) => number): number => Math.max(...all.map(of));
      const late = all.filter(({ isLate }) => isLate);
      const hours = all.flatMap((one) => one.hours);
      return {
        attack: attack.name,
        business: business.name,
        "minutes to the page": joined(({ page }) => page),
        soonest: joined(({ soonest }) => soonest),
        "20 min late": joined(({ page }) => page, late),
        "soonest then": joined(({ soonest }) => soonest, late),
        "dollars by then": joined(({ usd }) => usd, all),
        "minutes to the notice": joined(({ notice }) => notice),
        pages: most(({ pages }) => pages),
        "growth pages": most(({ growthPages }) => growthPages),
        "guard's notices": most(({ notices }) => notices),
        "AWS's own": most(({ native }) => native),
        "hours to the limit, said/true": hours.length === 0 ? "-" : spread(hours),
      };
    }),
  );
