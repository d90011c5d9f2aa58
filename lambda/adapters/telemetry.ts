import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

/** The namespace of everything that the functions measure. */
const NAMESPACE = "SmsPumping";

/**
 * Log and metrics of a function; metrics travel in the log (embedded metric format). Neither ever
 * gets a whole record, a message or a phone number.
 */
export interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export const telemetryOf = (serviceName: string): Telemetry => ({
  logger: new Logger({ serviceName }),
  metrics: new Metrics({ namespace: NAMESPACE, serviceName }),
});

/** An error as a log may hold it: its kind and message, and nothing that it carries. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : "not an error";

/** Writes what was measured; an invocation that measured nothing writes nothing. */
export function writeMetrics({ metrics }: Telemetry): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
