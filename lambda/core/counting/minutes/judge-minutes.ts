import { GRACE_MS, type UnconfirmedExcess, type Volume } from "../../model/rule";
import { MINUTE_MS } from "../../model/time";
import type { UsualShare } from "./baseline";
import type { MinuteSums } from "./sums";

/** A minute at which a measure fires. Minutes count from 1970-01-01 UTC. */
export interface FiringMinute {
  readonly minute: number;
  /** Where that which fired began, and the last minute that adds to it. */
  readonly since: number;
  readonly until: number;
  /** How much it was, in the measure's own unit: requests, or confirmations that are missing. */
  readonly size: number;
}

const GRACE_MINUTES = GRACE_MS / MINUTE_MS;

/** The number that a window must exceed. */
export const limitOf = (
  { threshold, times }: Volume,
  { peak }: { readonly peak?: number | undefined },
): number => Math.max(threshold, times * (peak ?? 0));

/** Whether the window that ends with a minute exceeds its limit. */
export function judgeVolume(
  measure: Volume,
  limit: number,
  sums: MinuteSums,
  minute: number,
): FiringMinute | undefined {
  const start = minute - measure.windowMs / MINUTE_MS + 1;
  const size = sums.requests(start, minute);
  if (size <= limit) return undefined;
  let since = start;
  while (sums.requests(since, since) === 0) since++;
  return { minute, since, until: minute, size };
}

/** While too little is known of an entity it must be this many times as odd. */
const UNKNOWN_TIMES = 3;
/** How many roots of the requests an excess must reach: chance alone does not. */
const ROOTS = 3;
/** The latest twelfth of a span must hold at least a twentieth of the excess. */
const RECENT_PART = 12;
const RECENT_SHARE = 1 / 20;
/** Before an excess begins and after it ends lies only chance: so much of it lies between. */
const NEARLY_ALL = 0.95;

/** Until when confirmations count for a minute's requests. */
export const settledBy = (minute: number): number => minute + GRACE_MINUTES;

/** How many confirmations are missing in a stretch that ends with `minute`. */
const missing = (sums: MinuteSums, share: number, from: number, minute: number): number =>
  share * sums.requests(from, minute) - sums.confirmed(from, settledBy(minute));

/** The latest minute from which on nearly all is missing: the attack's beginning, as it seems. */
function onset(sums: MinuteSums, share: number, start: number, minute: number): number {
  const lacking: { readonly since: number; readonly size: number }[] = [];
  for (let since = start; since <= minute; since++) {
    if (sums.requests(since, since) === 0) continue;
    lacking.push({ since, size: missing(sums, share, since, minute) });
  }
  const most = Math.max(...lacking.map(({ size }) => size));
  return lacking.findLast(({ size }) => size >= NEARLY_ALL * most)?.since ?? start;
}

/** The earliest minute with requests by which nearly all is missing: the end, as it seems. */
function ending(sums: MinuteSums, share: number, { start, size }: Excess, minute: number): number {
  for (let until = start; until < minute; until++) {
    if (sums.requests(until, until) === 0) continue;
    if (missing(sums, share, start, until) >= NEARLY_ALL * size) return until;
  }
  return minute;
}

/** A stretch whose codes stay unconfirmed, and how many confirmations it lacks. */
interface Excess {
  readonly start: number;
  readonly length: number;
  readonly size: number;
}

/** The spans that end with a minute and lack more confirmations than `share` and chance explain. */
function excesses(
  measure: UnconfirmedExcess,
  share: number,
  floor: number,
  sums: MinuteSums,
  minute: number,
): readonly Excess[] {
  return measure.spansMs.flatMap((spanMs) => {
    const length = spanMs / MINUTE_MS;
    const start = minute - length + 1;
    const requests = sums.requests(start, minute);
    const confirmed = sums.confirmed(start, settledBy(minute));
    const size = share * requests - confirmed;
    const isOdd = size >= Math.max(floor, ROOTS * Math.sqrt(requests));
    return isOdd && confirmed < measure.share * share * requests ? [{ start, length, size }] : [];
  });
}

/** Whether a minute could fire for an entity that confirms everything, and so for any other. */
export const mayExceed = (measure: UnconfirmedExcess, sums: MinuteSums, minute: number): boolean =>
  excesses(measure, 1, measure.threshold, sums, minute).length > 0;

/**
 * Whether more codes stay unconfirmed than the entity's usual share explains, over any of the
 * spans that end with a minute. A span fires only while its latest twelfth is still in excess:
 * else an attack would seem to go on for as long as its span.
 */
export function judgeExcess(
  measure: UnconfirmedExcess,
  { share, isKnown }: UsualShare,
  sums: MinuteSums,
  minute: number,
): FiringMinute | undefined {
  const floor = measure.threshold * (isKnown ? 1 : UNKNOWN_TIMES);
  const ongoing = excesses(measure, share, floor, sums, minute).find(({ length, size }) => {
    const recent = minute - Math.ceil(length / RECENT_PART) + 1;
    return missing(sums, share, recent, minute) >= size * RECENT_SHARE;
  });
  if (ongoing === undefined) return undefined;
  const { start, size } = ongoing;
  const until = ending(sums, share, ongoing, minute);
  return { minute, since: Math.min(onset(sums, share, start, minute), until), until, size };
}
