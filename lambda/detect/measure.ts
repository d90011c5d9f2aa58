import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Telemetry } from "../adapters/runtime";
import type { Observation } from "../core/model/observation";
import type { Detection } from "../core/engine";

function tallied<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return counts;
}

/** Publishes what came by source, what it led to by rule, and how late that was. */
export function measure(
  observations: readonly Observation[],
  detections: readonly Detection[],
  nowMs: number,
  { metrics }: Pick<Telemetry, "metrics">,
): void {
  const add = (metric: string, dimension: string, counts: ReadonlyMap<string, number>): void => {
    for (const [name, count] of counts) {
      metrics
        .singleMetric()
        .addDimension(dimension, name)
        .addMetric(metric, MetricUnit.Count, count);
    }
  };
  const steps = detections.flatMap((detection) => detection.steps);
  add(
    "Observations",
    "source",
    tallied(observations, ({ source }) => source),
  );
  add(
    "FindingSteps",
    "rule",
    tallied(steps, ({ finding }) => finding.ruleId),
  );
  for (const { finding } of steps) {
    metrics.addMetric(
      "SecondsToStep",
      MetricUnit.Seconds,
      Math.max(0, nowMs - finding.lastSeen) / 1000,
    );
  }
}
