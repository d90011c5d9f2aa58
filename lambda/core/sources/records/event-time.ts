import { parseInstant } from "../../model/time";
import { excerpt } from "./excerpt";
import { malformed, type Malformed } from "./result";

/** No telemetry read here is older than AWS itself. */
const EARLIEST_MS = Date.UTC(2006, 0, 1);

export interface EventTime {
  readonly kind: "time";
  readonly atMs: number;
}

/**
 * The time of a record whose text is an ISO 8601 instant, or whose number is milliseconds since
 * 1970; malformed when it is neither, before 2006 or later than `latestMs`.
 */
export function readEventTime(
  field: string,
  value: string | number | undefined,
  latestMs: number,
): EventTime | Malformed {
  if (value === undefined) return malformed(`${field} is missing or no time`);
  const atMs = typeof value === "number" ? Math.trunc(value) : parseInstant(value);
  if (atMs === undefined || Number.isNaN(atMs)) {
    return malformed(`${field} is not an ISO 8601 time: ${excerpt(value)}`);
  }
  if (atMs < EARLIEST_MS) return malformed(`${field} is before 2006: ${excerpt(value)}`);
  if (atMs > latestMs) return malformed(`${field} is in the future: ${excerpt(value)}`);
  return { kind: "time", atMs };
}
