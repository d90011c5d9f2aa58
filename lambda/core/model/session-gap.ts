import type { Config } from "./config";
import type { Measure } from "./measure";
import { HOUR_MS, MINUTE_MS } from "./time";

/** An excess shows in any of its spans; the longest are no time to wait before it is over. */
const LONGEST_QUIET_MS = HOUR_MS;
/** A drift adds up so slowly that hours pass between two that it counts. */
const DRIFT_QUIET_MS = 3 * HOUR_MS;

/** How long a measure must be silent before what it found is over. */
function silenceOf(measure: Measure): number {
  if (measure.kind !== "unconfirmed-excess") return measure.windowMs;
  const longest = measure.drift === undefined ? LONGEST_QUIET_MS : DRIFT_QUIET_MS;
  return Math.min(longest, Math.max(measure.windowMs, ...measure.spansMs));
}

/** How far apart firing hits may lie and still be one finding, in milliseconds. */
export const gapFor = (measure: Measure, { quietMinutes }: Config): number =>
  Math.max(quietMinutes * MINUTE_MS, silenceOf(measure));
