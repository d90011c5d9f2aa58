import { sum } from "../model/numbers";
import { HOUR_MS } from "../model/time";
import type { Known } from "./figure";
import { FINE_MS } from "./metric-queries";
import { firstFrom, type MetricSeries } from "./series";
import { spentBetween, type SpendCurve } from "./spend-curve";

/** Fewer texts have no price: some of theirs may not have been counted yet. */
const PRICED_TEXTS = 3;

/**
 * No text costs more, in US dollars (an assumption; see https://aws.amazon.com/sns/sms-pricing/): texts
 * that do not go straight to phones are in the sum, but not in the count.
 */
const DEAREST_TEXT = 0.5;

const textsIn = ({ timesMs, values }: MetricSeries, fromMs: number, toMs: number): number =>
  sum(values.slice(firstFrom(timesMs, fromMs), firstFrom(timesMs, toMs)));

/**
 * What the hour that ends with the newest text has cost, in US dollars: what the sum holds of it, and the
 * texts that the sum does not hold yet, at the price of the last hour that it does. AWS counts texts each
 * five minutes, and may publish the sum half an hour later. Undefined where the sum holds every text,
 * or is an hour behind.
 *
 * @param direct texts sent straight to phones
 */
export function estimatedHour(
  curve: SpendCurve,
  direct: MetricSeries,
  nowMs: number,
): Known<number> | undefined {
  const toldMs = curve.timesMs.at(-1);
  const newestMs = direct.timesMs[firstFrom(direct.timesMs, nowMs) - 1];
  if (toldMs === undefined || newestMs === undefined) return undefined;
  const asOfMs = Math.min(nowMs, newestMs + FINE_MS);
  if (asOfMs <= toldMs || nowMs - toldMs >= HOUR_MS) return undefined;
  const told = textsIn(direct, toldMs - HOUR_MS, toldMs);
  if (told < PRICED_TEXTS) return undefined;
  const price = Math.min(DEAREST_TEXT, spentBetween(curve, toldMs - HOUR_MS, toldMs) / told);
  const value =
    spentBetween(curve, asOfMs - HOUR_MS, toldMs) + price * textsIn(direct, toldMs, asOfMs);
  return { value, asOfMs };
}
