import { DAY_MS, dayOf, HOUR_MS } from "../model/time";
import { dollars } from "../model/format";
import { absent, isKnown, NEVER_PUBLISHED, tooOld, type Figure } from "./figure";
import { monthEnd, monthStart } from "./month";
import type { SpendCurve } from "./spend-curve";
import type { SpendSettings } from "./spend-settings";
import type { SpentFigures } from "./spent";
import { usualDay, type DayPace } from "./usual-day";

/** What the rest of the month will cost, the rest of today included. */
function restOf(pace: DayPace, fromMs: number, endMs: number): number {
  let usd = 0;
  for (let day = dayOf(fromMs); day * DAY_MS < endMs; day++) {
    const startMs = Math.max(fromMs, day * DAY_MS);
    usd += (pace(day) * ((day + 1) * DAY_MS - startMs)) / DAY_MS;
  }
  return usd;
}

/**
 * What the month will have cost at its end in US dollars: what is spent, and the rest of the month
 * as the last two weeks were, which may lie in the month before.
 */
export function projectedMonthEnd(
  thisMonth: Figure,
  curve: SpendCurve,
  nowMs: number,
  { projectionQuietHours, projectionFloorUsd }: SpendSettings,
): Figure {
  const asOfMs = curve.timesMs.at(-1);
  if (asOfMs === undefined) return NEVER_PUBLISHED;
  if (!isKnown(thisMonth)) return thisMonth;
  if (nowMs - asOfMs > DAY_MS) return tooOld(nowMs - asOfMs);
  if (nowMs - monthStart(nowMs) < projectionQuietHours * HOUR_MS) {
    return absent(`the month is not ${projectionQuietHours} h old`);
  }
  if (thisMonth.value < projectionFloorUsd) {
    return absent(`less than ${dollars(projectionFloorUsd)} is spent`);
  }
  const pace = usualDay(curve);
  if (pace === undefined) return absent("less than a day is known");
  return { value: thisMonth.value + restOf(pace, asOfMs, monthEnd(nowMs)), asOfMs };
}

/** What the month will have cost if each of its days to come is as the last 24 hours were. */
export function currentMonthEnd({ thisMonth, last24Hours }: SpentFigures, nowMs: number): Figure {
  if (!isKnown(thisMonth)) return thisMonth;
  if (!isKnown(last24Hours)) return last24Hours;
  const { asOfMs } = last24Hours;
  const restDays = (monthEnd(nowMs) - asOfMs) / DAY_MS;
  return { value: thisMonth.value + last24Hours.value * restDays, asOfMs };
}
