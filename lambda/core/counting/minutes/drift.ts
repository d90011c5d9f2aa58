import type { Drift, UnconfirmedExcess } from "../../model/measure";
import { MINUTE_MS } from "../../model/time";
import { missing, type Conversion, type Excess } from "./lacking";
import type { MinuteSums } from "./sums";
import { UNKNOWN_TIMES, type UsualShare } from "./usual-share";

/* Small lacks that add up over hours: an attack that grows slowly never lacks much in a short span. */

/**
 * What chance may lack in a quarter of a day, in standard deviations of its confirmations: more
 * where it is not known by how much the entity's days differ.
 */
const DEVIATIONS = { known: 3.5, unknown: 5 };
/** In minutes. */
export const QUARTER_DAY = 360;
const QUARTERS_IN_DAY = 4;

/** How much further than on its worst day an entity may fall short. */
const BEYOND_WORST = 1.75;
/** A launch brings more requests than this, of those of a usual day, and people of another kind. */
const AS_BUSY_AS_USUAL = 1.6;

/** How much a drift must lack: more than chance may in the busier of now and of usual days. */
function driftLimit(
  floor: number,
  deviations: number,
  { share, perQuarterDay }: UsualShare,
  sums: MinuteSums,
  minute: number,
): number {
  const requests = Math.max(perQuarterDay, sums.requests(minute - QUARTER_DAY + 1, minute));
  return Math.max(floor, deviations * Math.sqrt(2 * requests * share * (1 - share)));
}

/**
 * By how much an entity may fall short without adding to a drift: what its own days tell, where they
 * are known and nothing out of the ordinary is going on.
 */
function toleranceOf(
  { tolerance, leastTolerance = tolerance }: Drift,
  { shortfall, perQuarterDay }: UsualShare,
  requestsOfDay: number,
): number {
  const isUsual = requestsOfDay <= AS_BUSY_AS_USUAL * QUARTERS_IN_DAY * perQuarterDay;
  if (shortfall === undefined || !isUsual) return tolerance;
  return Math.min(tolerance, Math.max(leastTolerance, BEYOND_WORST * shortfall));
}

/**
 * The stretch that ends with a minute and lacks most, where that is more than the limit. It is the
 * cumulative sum of what is missing, which begins anew wherever nothing is.
 */
export function drifting(
  measure: UnconfirmedExcess,
  usual: UsualShare,
  sums: MinuteSums,
  minute: number,
): Excess | undefined {
  if (measure.drift === undefined) return undefined;
  const first = minute - Math.max(...measure.spansMs) / MINUTE_MS + 1;
  const tolerance = toleranceOf(measure.drift, usual, sums.requests(first, minute));
  const share = usual.share * (1 - tolerance);
  const conversion: Conversion = { sums, share, grace: usual.graceMinutes };
  let most: Excess = { start: minute, length: 1, size: -Infinity, share };
  for (let start = first; start <= minute; start++) {
    if (sums.requests(start, start) === 0) continue;
    const size = missing(conversion, start, minute);
    if (size > most.size) most = { start, length: minute - start + 1, size, share };
  }
  const floor = measure.drift.threshold * (usual.isKnown ? 1 : UNKNOWN_TIMES);
  const isOwn = tolerance < measure.drift.tolerance;
  const deviations = isOwn ? DEVIATIONS.known : DEVIATIONS.unknown;
  const limit = driftLimit(floor, deviations, usual, sums, minute);
  return most.size > limit ? most : undefined;
}
