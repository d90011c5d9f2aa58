import type { Telemetry } from "../../lambda/adapters/runtime";

/** START, END and REPORT of an invocation, about. */
const INVOCATION_BYTES = 420;
/** The embedded metric format around a metric, about. */
const METRIC_BYTES = 320;

/** What the functions log, as CloudWatch would charge for it. */
export interface Logbook {
  readonly telemetry: Telemetry;
  readonly invoked: () => void;
  readonly bytes: () => number;
  /** Different custom metrics. */
  readonly metrics: () => number;
}

/** Log and metrics that are counted instead of written. */
export function logbook(): Logbook {
  let bytes = 0;
  const names = new Set<string>();
  const log = (message: string, extra: unknown): void => {
    bytes += 200 + Buffer.byteLength(message + JSON.stringify(extra ?? {}));
  };
  const measure = (name: string): void => {
    names.add(name);
    bytes += METRIC_BYTES;
  };
  const logger = { error: log, warn: log, info: log };
  const singleMetric = () => {
    let dimension = "";
    const single = {
      addDimension: (_: string, value: string) => {
        dimension = value;
        return single;
      },
      addMetric: (name: string): void => {
        measure(`${name} ${dimension}`);
      },
    };
    return single;
  };
  const metrics = { addMetric: measure, singleMetric };
  return {
    telemetry: { logger, metrics } as unknown as Telemetry,
    invoked: () => {
      bytes += INVOCATION_BYTES;
    },
    bytes: () => bytes,
    metrics: () => names.size,
  };
}
