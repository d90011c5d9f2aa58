import { DAY_MS, dayOf, HOUR_MS } from "../model/time";
import { dollars } from "../model/format";
import { absent, isKnown, NEVER_PUBLISHED, tooOld, type Figure } from "./figure";
import { monthEnd, monthStart } from "./month";
import { spentBetween, type SpendCurve } from "./spend-curve";
import type { SpendSettings } from "./spend-settings";
import type { SpentFigures } from "./spent";

/** A whole week, so that working days and Sundays have their share. */
const PACE_DAYS = 7;

/**
 * Dollars a day: the mean of the last seven whole UTC days without the largest and the smallest, so
 * that one day's attack or launch is not taken for the rest of the month. Fewer days count as they
 * are, with today.
 */
function pacePerDay(curve: SpendCurve): number | undefined {
  const first = curve.timesMs[0] ?? 0;
  const newest = curve.timesMs.at(-1) ?? 0;
  if (newest - first < DAY_MS) return undefined;
  const today = dayOf(newest) * DAY_MS;
  if (first > today - PACE_DAYS * DAY_MS) {
    return (spentBetween(curve, first, newest) * DAY_MS) / (newest - first);
  }
  const days = Array.from({ length: PACE_DAYS }, (_, day) =>
    spentBetween(curve, today - (day + 1) * DAY_MS, today - day * DAY_MS),
  ).sort((a, b) => a - b);
  return days.slice(1, -1).reduce((sum, day) => sum + day, 0) / (PACE_DAYS - 2);
}

/**
 * What the month will have cost at its end in US dollars: what is spent, and the rest of the month
 * at the pace of a usual day of the last week, which may lie in the month before.
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
  const pace = pacePerDay(curve);
  if (pace === undefined) return absent("less than a day is known");
  const restDays = (monthEnd(nowMs) - asOfMs) / DAY_MS;
  return { value: thisMonth.value + pace * restDays, asOfMs };
}

/** What the month will have cost if each of its days to come is as the last 24 hours were. */
export function currentMonthEnd({ thisMonth, last24Hours }: SpentFigures, nowMs: number): Figure {
  if (!isKnown(thisMonth)) return thisMonth;
  if (!isKnown(last24Hours)) return last24Hours;
  const { asOfMs } = last24Hours;
  const restDays = (monthEnd(nowMs) - asOfMs) / DAY_MS;
  return { value: thisMonth.value + last24Hours.value * restDays, asOfMs };
}
