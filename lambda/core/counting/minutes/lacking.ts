import type { MinuteSums } from "./sums";

/* What is missing of the confirmations that an entity's requests promise, and over which stretch of
   minutes. Whether that is too much, others judge. */

/** The requests of an entity against its confirmations, by what is usual for it. */
export interface Conversion {
  readonly sums: MinuteSums;
  readonly share: number;
  readonly grace: number;
}

/** Confirmations in a stretch that ends with `minute`, those that come a little later included. */
export const confirmedBy = ({ sums, grace }: Conversion, from: number, minute: number): number =>
  sums.confirmed(from, minute + grace);

/** How many confirmations are missing in a stretch that ends with `minute`. */
export const missing = (conversion: Conversion, from: number, minute: number): number =>
  conversion.share * conversion.sums.requests(from, minute) - confirmedBy(conversion, from, minute);

/** A stretch whose codes stay unconfirmed, and how many confirmations it lacks of which share. */
export interface Excess {
  readonly start: number;
  readonly length: number;
  readonly size: number;
  readonly share: number;
}

/** Before an excess begins and after it ends lies only chance: so much of it lies between. */
const NEARLY_ALL = 0.95;

/** So long without more that is missing, and what lies before is another attack. */
const APART = 180;
/** Less than this, of what is missing already, is no more but chance. */
const MORE = 1.05;

/** What is missing from each minute with requests on, from the latest back to the last that adds to it. */
function lackingBack(
  conversion: Conversion,
  start: number,
  minute: number,
): readonly { readonly since: number; readonly size: number }[] {
  const lacking: { readonly since: number; readonly size: number }[] = [];
  let most = -Infinity;
  let grewAt = minute;
  for (let since = minute; since >= start && grewAt - since <= APART; since--) {
    if (conversion.sums.requests(since, since) === 0) continue;
    const size = missing(conversion, since, minute);
    if (size > Math.max(most, most * MORE)) grewAt = since;
    most = Math.max(most, size);
    lacking.push({ since, size });
  }
  return lacking;
}

/** The stretch without what lies before another attack, and the minute in which it seems to begin. */
export function onset(
  conversion: Conversion,
  excess: Excess,
  minute: number,
): { readonly since: number; readonly stretch: Pick<Excess, "start" | "size"> } {
  const lacking = lackingBack(conversion, excess.start, minute);
  const most = Math.max(...lacking.map(({ size }) => size));
  const first = lacking.find(({ size }) => size >= NEARLY_ALL * most);
  const widest = lacking.find(({ size }) => size === most);
  const isWhole = most >= excess.size || widest === undefined;
  return {
    since: first?.since ?? excess.start,
    stretch: isWhole ? excess : { start: widest.since, size: most },
  };
}

/** The earliest minute with requests by which nearly all is missing: the end, as it seems. */
export function ending(
  conversion: Conversion,
  { start, size }: Pick<Excess, "start" | "size">,
  minute: number,
): number {
  for (let until = start; until < minute; until++) {
    if (conversion.sums.requests(until, until) === 0) continue;
    if (missing(conversion, start, until) >= NEARLY_ALL * size) return until;
  }
  return minute;
}

/** The latest twelfth of a span must hold at least a twentieth of the excess. */
const RECENT = { part: 12, ofSize: 20 };
/** Of the longest spans the latest quarter must also hold a sixth: else a day would join two attacks. */
const LONG = 360;
const RECENT_OF_LONG = { part: 4, ofSize: 6 };
/** Whether enough of what a stretch lacks lies in its latest part. */
export function isRecent(
  length: number,
  size: number,
  missingFrom: (minute: number) => number,
  minute: number,
): boolean {
  const holds = ({ part, ofSize }: typeof RECENT): boolean =>
    missingFrom(minute - Math.ceil(length / part) + 1) >= size / ofSize;
  return holds(RECENT) && (length <= LONG || holds(RECENT_OF_LONG));
}
