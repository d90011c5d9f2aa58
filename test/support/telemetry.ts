import type { Telemetry } from "../../lambda/adapters/runtime";

export interface Logged {
  readonly level: string;
  readonly message: string;
  readonly extra: unknown;
}

export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly dimension?: string | undefined;
}

/** Log and metrics that are kept instead of written. */
export function keptTelemetry(): {
  readonly telemetry: Telemetry;
  readonly logs: Logged[];
  readonly measured: Measured[];
} {
  const logs: Logged[] = [];
  const measured: Measured[] = [];
  const log =
    (level: string) =>
    (message: string, extra: unknown): void => {
      logs.push({ level, message, extra });
    };
  const logger = { error: log("error"), warn: log("warn"), info: log("info") };
  const metrics = {
    addMetric: (name: string, _unit: string, value: number): void => {
      measured.push({ name, value });
    },
    singleMetric: () => {
      let dimension: string | undefined;
      const single = {
        addDimension: (_name: string, value: string) => {
          dimension = value;
          return single;
        },
        addMetric: (name: string, _unit: string, value: number): void => {
          measured.push({ name, value, dimension });
        },
      };
      return single;
    },
  };
  return { telemetry: { logger, metrics } as unknown as Telemetry, logs, measured };
}
