import { HOUR_MS } from "../model/time";
import { absent, NEVER_PUBLISHED, tooOld, type Figure } from "./figure";
import { FINE_MS } from "./metric-queries";
import { firstFrom, type MetricSeries } from "./series";
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

const LATE_PERIODS = 7;

/** The largest value from one time to another, the second excluded; 0 where there is none. */
function largest({ timesMs, values }: MetricSeries, fromMs: number, toMs: number): number {
  let most = 0;
  for (let i = firstFrom(timesMs, fromMs); (timesMs[i] ?? toMs) < toMs; i++) {
    const value = values[i] ?? 0;
    if (value > most) most = value;
  }
  return most;
}

export function directFigures(direct: MetricSeries, nowMs: number): DirectFigures {
  const newest = direct.timesMs[firstFrom(direct.timesMs, nowMs) - 1];
  const first = direct.timesMs[0];
  if (newest === undefined || first === undefined) {
    return { publishes: NEVER_PUBLISHED, usual: NEVER_PUBLISHED };
  }
  const since = (Math.floor(nowMs / FINE_MS) - LATE_PERIODS) * FINE_MS;
  const asOfMs = Math.min(newest + FINE_MS, nowMs);
  const usual = usualAt(nowMs, first + HOUR_MS, (time) =>
    largest(direct, time - HOUR_MS, time + HOUR_MS),
  );
  return {
    publishes:
      newest < since ? tooOld(nowMs - asOfMs) : { value: largest(direct, since, nowMs), asOfMs },
    usual: usual === undefined ? absent("fewer than 3 days are known") : { value: usual, asOfMs },
  };
}
