import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import type { Span } from "../../test/support/months";
import { mean, sum } from "../../lambda/core/model/numbers";

/** What a month has really cost, and what was projected when. */
export interface ProjectedMonth {
  readonly month: Span;
  /** When its first message was sent, or its beginning. */
  readonly sinceMs: number;
  readonly spentBy: (atMs: number) => number;
  readonly projected: ReadonlyMap<number, number>;
}

/** What a way to project is given: whole days of this month, oldest first, and the days to come. */
type Rival = (days: readonly number[], rest: number) => number;

const linear: Rival = (days, rest) => sum(days) + rest * mean(days);

/** Each day to come is as the last one of its weekday, or as the mean where there was none. */
const weekdayNaive: Rival = (days, rest) => {
  const all = [...days];
  for (let i = 0; i < rest; i++) all.push(all[all.length - 7] ?? mean(days));
  return sum(all);
};

/** Additive, with a season of a week, started at the mean; no trend before two weeks. */
const holtWinters: Rival = (days, rest) => {
  let level = mean(days.slice(0, 7));
  let trend = 0;
  const season = days.slice(0, 7).map((day) => day - level);
  days.forEach((day, i) => {
    if (i < 7) return;
    const before = level;
    level = 0.3 * (day - (season[i % 7] ?? 0)) + 0.7 * (level + trend);
    if (i >= 14) trend = 0.05 * (level - before) + 0.95 * trend;
    season[i % 7] = 0.2 * (day - level) + 0.8 * (season[i % 7] ?? 0);
  });
  let total = sum(days);
  for (let i = 1; i <= rest; i++) {
    total += Math.max(0, level + trend * i + (season[(days.length - 1 + i) % 7] ?? 0));
  }
  return total;
};

/** Sunday is day 1 of the month that is played: a shape that the business is not told of. */
export const SHAPE = [0.6, 1.15, 1.1, 1.1, 1.15, 1.2, 0.7];
export const shapeOf = (day: number): number => SHAPE[day % 7] ?? 1;

/** Days divided by the weekday's share, the largest and the smallest left out. */
const trimmedShape: Rival = (days, rest) => {
  const flat = days
    .map((day, i) => day / shapeOf(i))
    .slice(-7)
    .sort((a, b) => a - b);
  const pace = mean(flat.length >= 4 ? flat.slice(1, -1) : flat);
  return sum(days) + sum(Array.from({ length: rest }, (_, i) => pace * shapeOf(days.length + i)));
};

const RIVALS: Readonly<Record<string, Rival>> = {
  linear,
  "weekday-naive": weekdayNaive,
  "Holt-Winters": holtWinters,
  "shape, trimmed": trimmedShape,
};

const DAYS = [3, 7, 14, 21];

const errorOf = (end: number, really: number): number => 100 * Math.abs(end / really - 1);

/** The errors of one projection, in percent: of what is shipped, then of each rival. */
export function errorsBeside(
  shippedEnd: number,
  really: number,
  days: readonly number[],
  rest: number,
): readonly number[] {
  const rivals = Object.values(RIVALS).map((rival) => rival(days, rest));
  return [shippedEnd, ...rivals].map((end) => errorOf(end, really));
}

/** Mean error by day of the month, of what is shipped and of its rivals. */
export const meanErrorRows = <T>(
  months: readonly T[],
  errorsOn: (day: number, month: T) => readonly number[] | undefined,
): readonly object[] =>
  DAYS.map((day) => {
    const errors = months.flatMap((month) => {
      const found = errorsOn(day, month);
      return found === undefined ? [] : [found];
    });
    const names = ["shipped", ...Object.keys(RIVALS)];
    const means = names.map((name, i) => [name, mean(errors.map((each) => each[i] ?? 0))] as const);
    return { day, months: errors.length, ...Object.fromEntries(means) };
  });

function errorsOn(day: number, { month, spentBy, sinceMs, projected }: ProjectedMonth) {
  const atMs = month.fromMs + day * DAY_MS;
  const shipped = projected.get(atMs + MINUTE_MS);
  if (shipped === undefined || sinceMs >= atMs - DAY_MS) return undefined;
  const really = spentBy(month.untilMs);
  const days = Array.from(
    { length: day },
    (_, i) =>
      spentBy(month.fromMs + (i + 1) * DAY_MS) - (i === 0 ? 0 : spentBy(month.fromMs + i * DAY_MS)),
  );
  const rest = Math.round((month.untilMs - atMs) / DAY_MS);
  return errorsBeside(shipped, really, days, rest);
}

export const projectionRows = (months: readonly ProjectedMonth[]): readonly object[] =>
  meanErrorRows(months, errorsOn);
