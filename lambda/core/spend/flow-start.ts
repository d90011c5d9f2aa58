import { FINE_MS } from "./metric-queries";
import { firstFrom, type MetricSeries } from "./series";

/** When money began to flow that was spent somewhere in a span of time. */
export type FlowStart = (fromMs: number, toMs: number) => number;

/** So many texts that a silence should have held are still chance. */
const BELIEVABLE_TEXTS = 3;

/**
 * No money flows before the span's first text, where that many minutes without one are usual. Where
 * they are not, texts may be missing from the metric, and the money may have flowed all the time: what
 * is charged to the wrong hour is at most what a handful of texts costs.
 */
export function flowStart({ timesMs, values }: MetricSeries): FlowStart {
  const first = timesMs[0] ?? 0;
  const last = timesMs.at(-1) ?? 0;
  const perMs = values.reduce((sum, count) => sum + count, 0) / (last - first + FINE_MS);
  return (fromMs, toMs) => {
    const textMs = timesMs[firstFrom(timesMs, fromMs)] ?? toMs;
    if (textMs >= toMs) return fromMs;
    return perMs * (textMs - fromMs) <= BELIEVABLE_TEXTS ? textMs : fromMs;
  };
}
