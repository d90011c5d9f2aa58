import { HOUR_MS } from "../model/time";
import { absent, NEVER_PUBLISHED, tooOld, type Figure } from "./figure";
import { FINE_MS } from "./metric-queries";
import { firstFrom, largestFrom, type MetricSeries } from "./series";
import { usualAt } from "./usual";

/**
 * Publishes straight to phone numbers, for which CloudTrail has no record, in five minutes: the
 * most of the last 35 minutes. A period is whole only when its late points are in, up to half an hour
 * after it, so each is looked at until then.
 */
export interface DirectFigures {
  readonly publishes: Figure;
  /** The most in five minutes around this time of day: the second largest of 14 days. */
  readonly usual: Figure;
}

/** Half an hour, and the period that is not over. */
export const LATE_PERIODS = 7;

export function directFigures(direct: MetricSeries, nowMs: number): DirectFigures {
  const newest = direct.timesMs[firstFrom(direct.timesMs, nowMs) - 1];
  const first = direct.timesMs[0];
  if (newest === undefined || first === undefined) {
    return { publishes: NEVER_PUBLISHED, usual: NEVER_PUBLISHED };
  }
  const since = (Math.floor(nowMs / FINE_MS) - LATE_PERIODS) * FINE_MS;
  const asOfMs = Math.min(newest + FINE_MS, nowMs);
  const usual = usualAt(nowMs, first + HOUR_MS, (time) =>
    largestFrom(direct, time - HOUR_MS, time + HOUR_MS),
  );
  return {
    publishes:
      newest < since
        ? tooOld(nowMs - asOfMs)
        : { value: largestFrom(direct, since, nowMs), asOfMs },
    usual: usual === undefined ? absent("fewer than 3 days are known") : { value: usual, asOfMs },
  };
}
