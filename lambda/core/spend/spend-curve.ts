import { HOUR_MS } from "../model/time";
import type { FlowStart } from "./flow-start";
import { firstFrom, type MetricSeries } from "./series";
import { monthEnd, monthStart } from "./month";
import { usualAt } from "./usual";

/**
 * What has been spent since the first data point, at certain moments: never falls, whatever the
 * month's figure does. Between two of them the money is taken to have flowed evenly, so that what a
 * gap of hours held is not charged to the hour in which it ended.
 */
export interface SpendCurve {
  readonly timesMs: readonly number[];
  readonly totals: readonly number[];
}

/** A fall below this share of the value before is a reset, in whichever part of the month. */
export const RESET_SHARE = 0.5;

/** At a month's first point a smaller fall is one too, unless it is of cents. */
const TURN_SHARE = 0.95;

/** A smaller fall is a correction of AWS's: no money has come back. */
const isReset = (before: number, after: number, isOtherMonth: boolean): boolean =>
  after < (isOtherMonth ? TURN_SHARE : RESET_SHARE) * before;

const at = (list: readonly number[], index: number): number => list[index] ?? 0;

/** What one point adds to all that was spent before it. */
interface Step {
  readonly timeMs: number;
  readonly usd: number;
  /** When the month began whose first money it is: nothing of it was spent before. */
  readonly resetMs?: number;
}

/**
 * The figure only grows within a month; a fall is a reset, after which all of the value is new. A reset
 * that AWS makes late is thus none until the figure falls.
 */
function stepsOf(series: MetricSeries, nowMs: number): readonly Step[] {
  let before = at(series.values, 0);
  let month = 0;
  let nextMonth = 0;
  return series.timesMs.slice(0, firstFrom(series.timesMs, nowMs)).map((timeMs, i): Step => {
    const value = at(series.values, i);
    const isOtherMonth = timeMs >= nextMonth;
    if (isOtherMonth) [month, nextMonth] = [monthStart(timeMs), monthEnd(timeMs)];
    if (isReset(before, value, isOtherMonth)) {
      before = value;
      return { timeMs, usd: value, resetMs: month };
    }
    const usd = Math.max(0, value - before);
    // What a correction took off is not spent again when the sum grows back.
    before = Math.max(before, value);
    return { timeMs, usd };
  });
}

/**
 * The curve of a metric that holds the month's spend so far. A point tells what had been spent when
 * its period ended: since the last one, or since the month began, if that is later.
 *
 * @param startOf when in the time since then the money began to flow: at once unless told
 */
export function spendCurve(
  series: MetricSeries,
  periodMs: number,
  nowMs: number,
  startOf: FlowStart = (fromMs) => fromMs,
): SpendCurve {
  const timesMs: number[] = [];
  const totals: number[] = [];
  let total = 0;
  let endMs = 0;
  const addFrom = (atMs: number): void => {
    if (atMs <= endMs) return;
    endMs = atMs;
    timesMs.push(atMs);
    totals.push(total);
  };
  for (const [i, { timeMs, usd, resetMs = 0 }] of stepsOf(series, nowMs).entries()) {
    addFrom(resetMs);
    const isGap = i > 0 && timeMs > endMs;
    if (isGap) addFrom(startOf(endMs, timeMs + periodMs));
    total += usd;
    addFrom(timeMs + periodMs);
  }
  // The last period may not be over.
  if (endMs > nowMs) timesMs[timesMs.length - 1] = nowMs;
  return { timesMs, totals };
}

/** What had been spent by a moment, counted from the curve's beginning. */
export function totalAt({ timesMs, totals }: SpendCurve, atMs: number): number {
  const next = firstFrom(timesMs, atMs);
  if (next === 0) return 0;
  if (next === timesMs.length) return totals.at(-1) ?? 0;
  const from = timesMs[next - 1] ?? atMs;
  const to = timesMs[next] ?? atMs;
  const low = totals[next - 1] ?? 0;
  const high = totals[next] ?? low;
  return low + ((high - low) * (atMs - from)) / (to - from);
}

export const spentBetween = (curve: SpendCurve, fromMs: number, toMs: number): number =>
  Math.max(0, totalAt(curve, toMs) - totalAt(curve, fromMs));

/**
 * What a span of time that ends at this time of day usually costs, or up to an hour earlier or later.
 *
 * @param spanMs divides an hour
 */
export function usualIn(curve: SpendCurve, spanMs: number, endMs: number): number | undefined {
  const levelAt = (end: number): number => {
    let most = 0;
    for (let last = end - HOUR_MS; last <= end + HOUR_MS; last += spanMs) {
      most = Math.max(most, spentBetween(curve, last - spanMs, last));
    }
    return most;
  };
  const first = curve.timesMs[0];
  return first === undefined ? undefined : usualAt(endMs, first + HOUR_MS + spanMs, levelAt);
}
