import type { Baseline } from "../../lambda/core/counting/minutes/baseline";
import type { UnconfirmedExcess } from "../../lambda/core/model/measure";

/** An app client: its past, and the minutes in which it was asked for codes and they were typed in. */
export interface ReferencePart {
  readonly past: Pick<Baseline, "days" | "requests" | "confirmed" | "goodDays">;
  readonly requests: readonly number[];
  readonly confirmed: readonly number[];
}

/** A minute at which several app clients fire together. */
export interface PartsFiring {
  readonly minute: number;
  readonly since: number;
  readonly size: number;
  readonly share: number;
  readonly isShareKnown: boolean;
}

const MINUTE = 60_000;
/** Codes are waited for so many minutes. */
const GRACE = 3;

const within = (minutes: readonly number[], first: number, last: number): number =>
  minutes.filter((each) => each >= first && each <= last).length;

const shareOf = ({ past: { requests, confirmed, goodDays = 0 } }: ReferencePart): number => {
  const pooled = requests < 200 ? (confirmed + 18) / (requests + 30) : confirmed / requests;
  return Math.min(1, Math.max(pooled, goodDays));
};

const isKnown = ({ past }: ReferencePart): boolean => past.requests >= 200;

const busy = ({ past: { requests, days } }: ReferencePart): number =>
  days === 0 ? 0 : requests / days;

const added = (parts: readonly ReferencePart[], of: (part: ReferencePart) => number): number =>
  parts.reduce((sum, part) => sum + of(part), 0);

/** What one of them lacks from a minute to another. */
const lacking = (part: ReferencePart, from: number, to: number): number =>
  shareOf(part) * within(part.requests, from, to) - within(part.confirmed, from, to + GRACE);

/** Whether they lack oddly much by the definition, no one most of it, and not only long ago. */
function isOdd(
  parts: readonly ReferencePart[],
  measure: UnconfirmedExcess,
  from: number,
  minute: number,
): boolean {
  const asked = (part: ReferencePart): number => within(part.requests, from, minute);
  const promised = added(parts, (part) => shareOf(part) * asked(part));
  const lacks = parts.map((part) => lacking(part, from, minute));
  const missing = lacks.reduce((a, b) => a + b, 0);
  const least = measure.threshold * (parts.every((part) => isKnown(part) || !asked(part)) ? 1 : 2);
  if (missing < least || missing < 3 * Math.sqrt(added(parts, asked))) return false;
  if (promised - missing >= measure.share * promised) return false;
  if (Math.max(...lacks) >= 0.6 * missing) return false;
  const length = minute - from + 1;
  const holds = (part: number, share: number): boolean => {
    const recent = minute - Math.ceil(length / part) + 1;
    return added(parts, (each) => lacking(each, recent, minute)) >= missing * share;
  };
  return holds(12, 1 / 20) && (length <= 360 || holds(4, 1 / 6));
}

function firingAt(
  parts: readonly ReferencePart[],
  measure: UnconfirmedExcess,
  minute: number,
): PartsFiring | undefined {
  for (const spanMs of measure.spansMs) {
    const from = minute - spanMs / MINUTE + 1;
    for (let count = 2; count <= parts.length; count++) {
      const least = parts.slice(0, count);
      if (!isOdd(least, measure, from, minute)) continue;
      const asked = (part: ReferencePart): number => within(part.requests, from, minute);
      const times = least.flatMap(({ requests }) => requests).filter((each) => each >= from);
      return {
        minute,
        since: Math.min(minute, ...times),
        size: added(least, (part) => lacking(part, from, minute)),
        share: added(least, (part) => shareOf(part) * asked(part)) / added(least, asked),
        isShareKnown: least.every((part) => isKnown(part) || asked(part) === 0),
      };
    }
  }
  return undefined;
}

/** The minutes at which app clients fire together by the definition, the least busy looked at first. */
export function partsFiring(
  parts: readonly ReferencePart[],
  measure: UnconfirmedExcess,
  minutes: readonly number[],
): readonly PartsFiring[] {
  const visible = parts.filter((part) => !isKnown(part) || shareOf(part) >= 0.2);
  const ordered = [...visible].sort((a, b) => busy(a) - busy(b));
  return minutes.flatMap((minute) => firingAt(ordered, measure, minute) ?? []);
}
