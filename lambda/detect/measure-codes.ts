import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Telemetry } from "../adapters/runtime";
import {
  CLIENT_DIMENSION,
  CODES_CONFIRMED,
  CODES_REQUESTED,
  codesByClient,
} from "../core/counting/codes-by-client";
import type { Config } from "../core/model/config";
import type { Observation } from "../core/model/observation";

export interface CodesDeps extends Pick<Telemetry, "metrics"> {
  readonly config: Config;
  /** App clients that this process has met: see `codesByClient`. */
  readonly clients: Set<string>;
}

/**
 * Publishes requested and confirmed codes by app client, always both: where no code was confirmed
 * there is a 0 to divide, not a gap. They count when they arrive, not when they happened.
 */
export function measureCodes(
  observations: readonly Observation[],
  { config, clients, metrics }: CodesDeps,
): void {
  for (const [client, { requested, confirmed }] of codesByClient(observations, config, clients)) {
    const add = (metric: string, count: number): void => {
      metrics
        .singleMetric()
        .addDimension(CLIENT_DIMENSION, client)
        .addMetric(metric, MetricUnit.Count, count);
    };
    add(CODES_REQUESTED, requested);
    add(CODES_CONFIRMED, confirmed);
  }
}
