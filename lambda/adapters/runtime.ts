import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { parseConfig, type Config } from "../core/model/config";
import type { DoctorConfig } from "../core/health/doctor-config";
import type { GuardConfig } from "../core/spend/guard-config";
import { spendSettings } from "../core/spend/spend-settings";

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

/**
 * The named variables of a function's environment.
 *
 * @throws Error that names the first missing one: the stack and the function do not fit together
 */
export function readEnvironment<const K extends string>(
  environment: NodeJS.ProcessEnv,
  names: readonly K[],
): Readonly<Record<K, string>> {
  const values = names.map((name) => {
    const value = environment[name];
    if (value === undefined || value === "") {
      throw new Error(`environment variable ${name}: got nothing; deploy the stack again`);
    }
    return [name, value];
  });
  return Object.fromEntries(values) as Record<K, string>;
}

/**
 * The detector's configuration. It is larger than a function's environment may be, so the bundler
 * puts it in the place of this expression.
 */
export const bundledConfig = (): Config =>
  parseConfig(JSON.parse(process.env.SMS_PUMPING_CONFIG ?? "{}"));

/**
 * The spend guard's configuration, in the same place. It was checked before it was bundled.
 *
 * @throws Error where no bundler has put any there
 */
export function bundledGuardConfig(): GuardConfig {
  const text = process.env.SMS_PUMPING_CONFIG;
  if (text === undefined) throw new Error("the bundle holds no settings; deploy the stack again");
  const config = JSON.parse(text) as GuardConfig;
  return { ...config, settings: spendSettings(config.settings) };
}

/**
 * The daily checks' configuration, in the same place. It was checked before it was bundled.
 *
 * @throws Error where no bundler has put any there
 */
export function bundledDoctorConfig(): DoctorConfig {
  const text = process.env.SMS_PUMPING_CONFIG;
  if (text === undefined) throw new Error("the bundle holds no settings; deploy the stack again");
  const config = JSON.parse(text) as DoctorConfig;
  return { ...config, detector: parseConfig(config.detector) };
}

/** The invocation's clock. */
export interface Moment {
  readonly nowMs: number;
  readonly remainingMs: () => number;
}
