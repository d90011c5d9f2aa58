import { DAY_MS, HOUR_MS } from "../model/time";
import { firstFrom, type MetricSeries } from "./series";

/** Below this number of texts since, the sum may still come. */
const LEAST_TEXTS = 10;

/** Texts that were sent longer ago say nothing of a metric that is silent now. */
const LATELY_MS = DAY_MS;

/**
 * How long texts have gone out without a word of what they cost: from the sum's newest data point to
 * the newest publish. A quiet business has silent metrics and is not silent in this sense.
 *
 * @param direct texts published straight to phones, which AWS counts apart from the money
 */
export function spendSilentMs(spend: MetricSeries, direct: MetricSeries, nowMs: number): number {
  const lastPublish = direct.timesMs[firstFrom(direct.timesMs, nowMs) - 1];
  const firstPublish = direct.timesMs[0];
  if (lastPublish === undefined || firstPublish === undefined) return 0;
  if (nowMs - lastPublish > LATELY_MS) return 0;
  const lastSum = spend.timesMs[firstFrom(spend.timesMs, nowMs) - 1] ?? firstPublish;
  const silentMs = lastPublish - lastSum;
  if (silentMs < HOUR_MS) return 0;
  const from = firstFrom(direct.timesMs, lastSum + 1);
  const end = firstFrom(direct.timesMs, nowMs);
  const texts = direct.values.slice(from, end).reduce((sum, count) => sum + count, 0);
  return texts < LEAST_TEXTS ? 0 : silentMs;
}
