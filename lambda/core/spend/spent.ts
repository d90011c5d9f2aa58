import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";
import { absent, isKnown, NEVER_PUBLISHED, tooOld, type Figure } from "./figure";
import { FINE_MS, QUARTER_MS } from "./metric-queries";
import { flowStart } from "./flow-start";
import { monthStart } from "./month";
import type { SpendReadings } from "./readings";
import { firstFrom, type MetricSeries } from "./series";
import { RESET_SHARE, spendCurve, spentBetween, usualIn, type SpendCurve } from "./spend-curve";

/**
 * Older than this, a last hour says nothing of now. How often AWS publishes the metric is not
 * confirmed: hourly, a quarter of an hour late, passes.
 */
const HOUR_STALE_MS = 90 * MINUTE_MS;

/** How long after the month's beginning AWS may still give the last month's sum. */
const RESET_LAG_MS = 12 * HOUR_MS;

/** How long before the month's beginning AWS may begin its sum anew: midnight comes first at UTC+14. */
const RESET_LEAD_MS = 14 * HOUR_MS;

/** Older than this, a sum is withheld with its age. */
const SUM_STALE_MS = DAY_MS;

/** What has been spent, in US dollars. The hours end with the metric's newest data point. */
export interface SpentFigures {
  readonly thisMonth: Figure;
  readonly lastHour: Figure;
  readonly last24Hours: Figure;
  /** What the same hour usually costs: the second most of 14 days, an hour's shift allowed. */
  readonly usualHour: Figure;
  /** What a quarter of an hour has cost: an attack shows in it before it has filled an hour. */
  readonly lastQuarter: Figure;
  readonly usualQuarter: Figure;
  /** The last five minutes: beside a large business an attack shows in them first. */
  readonly lastFiveMinutes: Figure;
  readonly usualFiveMinutes: Figure;
}

/** Whether the sum began anew at a point from one moment on: a fall below half is never a correction. */
function wasReset({ timesMs, values }: MetricSeries, fromMs: number, nowMs: number): boolean {
  const end = firstFrom(timesMs, nowMs);
  for (let i = Math.max(1, firstFrom(timesMs, fromMs)); i < end; i++) {
    if ((values[i] ?? 0) < RESET_SHARE * (values[i - 1] ?? 0)) return true;
  }
  return false;
}

/**
 * The month's sum by its newest data point, however old that is: the sum never falls within a month,
 * so that a limit once reached stays reached.
 */
export function monthSum(series: MetricSeries, nowMs: number): Figure {
  const { timesMs, values } = series;
  const newest = firstFrom(timesMs, nowMs) - 1;
  const start = monthStart(nowMs);
  const time = timesMs[newest];
  const value = values[newest];
  if (time === undefined || value === undefined) return NEVER_PUBLISHED;
  if (time < start) return absent("AWS has published nothing since the month began");
  const lastMonth = values[firstFrom(timesMs, start) - 1] ?? 0;
  const mayLag = lastMonth > 0 && time < start + RESET_LAG_MS && value >= lastMonth;
  if (mayLag && !wasReset(series, start - RESET_LEAD_MS, nowMs)) {
    return absent("AWS still gives the sum of last month");
  }
  return { value, asOfMs: Math.min(time + FINE_MS, nowMs) };
}

/** A sum that a day of texts may be missing from is not told as this month's. */
function thisMonth(series: MetricSeries, nowMs: number): Figure {
  const sum = monthSum(series, nowMs);
  if (!isKnown(sum) || nowMs - sum.asOfMs <= SUM_STALE_MS) return sum;
  return tooOld(nowMs - sum.asOfMs);
}

function spentIn(curve: SpendCurve, spanMs: number, staleMs: number, nowMs: number): Figure {
  const asOfMs = curve.timesMs.at(-1);
  if (asOfMs === undefined) return NEVER_PUBLISHED;
  if (nowMs - asOfMs > staleMs) return tooOld(nowMs - asOfMs);
  if (curve.timesMs.length === 1) return absent("AWS has published one data point only");
  return { value: spentBetween(curve, asOfMs - spanMs, asOfMs), asOfMs };
}

function usual(curve: SpendCurve, spanMs: number): Figure {
  const asOfMs = curve.timesMs.at(-1);
  if (asOfMs === undefined) return NEVER_PUBLISHED;
  const value = usualIn(curve, spanMs, asOfMs);
  return value === undefined ? absent("fewer than 3 days are known") : { value, asOfMs };
}

/**
 * Where the metric is younger than a span, the span holds less than all of it: what the first data
 * point holds was spent at an unknown time and is left out.
 */
export const spentFigures = (
  spend: MetricSeries,
  curve: SpendCurve,
  nowMs: number,
): SpentFigures => ({
  thisMonth: thisMonth(spend, nowMs),
  lastHour: spentIn(curve, HOUR_MS, HOUR_STALE_MS, nowMs),
  last24Hours: spentIn(curve, DAY_MS, DAY_MS, nowMs),
  usualHour: usual(curve, HOUR_MS),
  lastQuarter: spentIn(curve, QUARTER_MS, HOUR_STALE_MS, nowMs),
  usualQuarter: usual(curve, QUARTER_MS),
  lastFiveMinutes: spentIn(curve, FINE_MS, HOUR_STALE_MS, nowMs),
  usualFiveMinutes: usual(curve, FINE_MS),
});

/** @param direct texts sent straight to phones: they tell when within a gap money began to flow */
export const curveOf = (
  { spend, direct }: Pick<SpendReadings, "spend" | "direct">,
  nowMs: number,
): SpendCurve => spendCurve(spend, FINE_MS, nowMs, flowStart(direct));
