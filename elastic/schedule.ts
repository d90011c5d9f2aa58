import { HOUR_MS, MINUTE_MS } from "../lambda/core/model/time";
import type { AlertSuppression } from "./kibana-rule";

export interface Schedule {
  readonly intervalMs: number;
  /** How far back each run looks. */
  readonly lookBackMs: number;
}

/** Whole minutes as Kibana and EQL write them: `6m`. */
export function minutes(ms: number): string {
  if (ms <= 0 || ms % MINUTE_MS !== 0) throw new Error(`${ms} ms are no whole minutes`);
  return `${ms / MINUTE_MS}m`;
}

/**
 * Looks back so far that every stretch of `windowMs` lies whole in some run, and lies there still
 * when its last event comes in later than its first by `latenessMs`.
 */
export const covering = (windowMs: number, intervalMs: number, latenessMs = 0): Schedule => ({
  intervalMs,
  lookBackMs: windowMs + intervalMs + latenessMs,
});

export const scheduleFields = ({ intervalMs, lookBackMs }: Schedule) =>
  ({ interval: minutes(intervalMs), from: `now-${minutes(lookBackMs)}`, to: "now" }) as const;

export const suppressionDuration = (ms: number): AlertSuppression["duration"] =>
  ms % HOUR_MS === 0
    ? { value: ms / HOUR_MS, unit: "h" }
    : { value: Math.ceil(ms / MINUTE_MS), unit: "m" };
