import { sum } from "../../lambda/core/model/numbers";
import { DAY_MS } from "../../lambda/core/model/time";
import { usualDay } from "../../lambda/core/spend/usual-day";
import { seeded, type Random } from "../../test/support/random";
import { errorsBeside, meanErrorRows, SHAPE, shapeOf } from "./projections";

/* Months by the day, with what may befall a business on any date: a projection that fits a few played
   months may only know these. */

const HISTORY_DAYS = 20;
const MONTH_DAYS = 30;
const SIZES_USD = [20, 50, 200, 1000, 5000];
const MONTHS = 40;
const TEXT_USD = 0.06;

/** Times the usual, by day of the month; days before it count down from -1. */
type Times = (day: number) => number;

const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.fraction();

/** So many days from a random one on. */
function someDays(random: Random, [least, most]: readonly [number, number], times: number): Times {
  const first = random.integer(-7, 26);
  const days = random.integer(least, most);
  return (day) => (day >= first && day < first + days ? times : 1);
}

const KINDS: Readonly<Record<string, (random: Random) => Times>> = {
  "weekly rhythm": () => () => 1,
  growth: (random) => {
    const monthly = between(random, 0.1, 0.5);
    return (day) => 1 + (monthly * (day + HISTORY_DAYS)) / MONTH_DAYS;
  },
  decline: (random) => {
    const monthly = between(random, 0.1, 0.35);
    return (day) => 1 - (monthly * (day + HISTORY_DAYS)) / MONTH_DAYS;
  },
  campaign: (random) => someDays(random, [1, 2], between(random, 2, 4)),
  holiday: (random) => someDays(random, [2, 5], between(random, 0.1, 0.5)),
  step: (random) => someDays(random, [60, 60], between(random, 0.5, 1.8)),
  "attacked day": (random) => someDays(random, [1, 1], between(random, 2, 9)),
  "new business": (random) => {
    const first = random.integer(-10, 9);
    return (day) => (day < first ? 0 : 1);
  },
};

/** Near enough to Poisson's from a handful of texts on. */
function textsOf(random: Random, expected: number): number {
  const unit = sum(Array.from({ length: 12 }, () => random.fraction())) - 6;
  return Math.max(0, Math.round(expected + unit * Math.sqrt(expected)));
}

/** What each day of a month, and of the 20 before it, cost. The week's shape is weaker or stronger. */
function daysOf(usd: number, times: Times, random: Random): readonly number[] {
  const strength = between(random, 0.3, 1.4);
  return Array.from({ length: HISTORY_DAYS + MONTH_DAYS }, (_, i) => {
    const day = i - HISTORY_DAYS;
    const weekday = shapeOf(day + SHAPE.length * HISTORY_DAYS);
    const share = times(day) * (1 + strength * (weekday - 1));
    return TEXT_USD * textsOf(random, (usd / TEXT_USD / MONTH_DAYS) * share);
  });
}

/** What the rest of the month will cost by what is shipped; undefined below a week. */
function shippedRest(known: readonly number[], rest: number): number | undefined {
  const totals = [0];
  for (const usd of known) totals.push((totals.at(-1) ?? 0) + usd);
  const first = known.findIndex((usd) => usd > 0);
  const timesMs = totals.map((_, i) => i * DAY_MS);
  const pace = usualDay({ timesMs: timesMs.slice(first), totals: totals.slice(first) });
  if (pace === undefined || known.length - first < 3) return undefined;
  return sum(Array.from({ length: rest }, (_, i) => pace(known.length + i)));
}

function errorsOn(day: number, all: readonly number[]): readonly number[] | undefined {
  const really = sum(all.slice(HISTORY_DAYS));
  const days = all.slice(HISTORY_DAYS, HISTORY_DAYS + day);
  const rest = MONTH_DAYS - day;
  const shipped = shippedRest(all.slice(0, HISTORY_DAYS + day), rest);
  if (shipped === undefined) return undefined;
  return errorsBeside(sum(days) + shipped, really, days, rest);
}

/** Mean error by day of the month over random months. */
export function randomMonthRows(): readonly object[] {
  const months = Object.entries(KINDS).flatMap(([kind, timesOf]) =>
    SIZES_USD.flatMap((usd) =>
      Array.from({ length: MONTHS }, (_, i) => {
        const random = seeded(`projected/${kind}/${usd}/${i}`);
        return daysOf(usd, timesOf(random), random);
      }),
    ),
  );
  return meanErrorRows(months, errorsOn);
}
