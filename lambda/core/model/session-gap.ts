import type { Config } from "./config";
import type { Measure } from "./rule";
import { HOUR_MS, MINUTE_MS } from "./time";

/** An excess shows in any of its spans; the longest are no time to wait before it is over. */
const LONGEST_QUIET_MS = HOUR_MS;

/** How long a measure must be silent before what it found is over. */
const silenceOf = (measure: Measure): number =>
  measure.kind === "unconfirmed-excess"
    ? Math.min(LONGEST_QUIET_MS, Math.max(measure.windowMs, ...measure.spansMs))
    : measure.windowMs;

/** How far apart firing hits may lie and still be one finding, in milliseconds. */
export const gapFor = (measure: Measure, { quietMinutes }: Config): number =>
  Math.max(quietMinutes * MINUTE_MS, silenceOf(measure));
