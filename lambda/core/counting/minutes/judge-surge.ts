import type { Surge } from "../../model/rule";
import { MINUTE_MS } from "../../model/time";
import type { Baseline } from "./baseline";
import type { FiringMinute } from "./judge-minutes";
import { minuteOf } from "./minute-count";
import type { MinuteSums } from "./sums";
import { LONGEST_DELAY } from "./typing-delay";

/* An excess waits until everybody has had the time to type. A surge need not: of many people who
   ask at once, the quick ones have typed before the minute is over. How many are due is known from
   the delays that are usual. Requests of the latest minute count with their own times: whoever
   began in the middle of it has had half of it only. Those of the minute that came in an earlier
   batch are taken for the very latest, so that nobody is expected too soon. */

/** The share of codes, of those that are typed in at all, typed in within an age in minutes. */
function typedWithin(delays: readonly number[], minutes: number): number {
  if (minutes <= 0) return 0;
  const [first = 0, second = 1] = delays;
  // Of one minute only the mean is known: nobody types at once, so it is taken to grow as a square.
  if (minutes < 1) return Math.min(second, 3 * first * minutes ** 2);
  // The mean over a minute of the clock is about what holds in its middle.
  const position = minutes - 0.5;
  const below = Math.floor(position);
  const at = (index: number): number =>
    index < 1 ? Math.min(second, 3 * first) : (delays[index] ?? 1);
  return at(below) + (position - below) * (at(below + 1) - at(below));
}

/** What arrived last of an entity. */
export interface Latest {
  readonly atMs: number;
  /** Times of the requests that arrived now. */
  readonly times: readonly number[];
}

/** Confirmations that people would have sent between the beginning of the latest minute and now. */
function dueNow(delays: readonly number[], sums: MinuteSums, { atMs, times }: Latest): number {
  const minute = minuteOf(atMs);
  const now = atMs / MINUTE_MS;
  let due = 0;
  for (const time of times) {
    if (minuteOf(time) === minute) due += typedWithin(delays, now - time / MINUTE_MS);
  }
  for (let before = minute - LONGEST_DELAY; before < minute; before++) {
    const middle = before + 0.5;
    const since = typedWithin(delays, minute - middle);
    due += sums.requests(before, before) * (typedWithin(delays, now - middle) - since);
  }
  return due;
}

/** A surge is judged in its first minutes only: over hours, chance would find a poor minute. */
const FIRST_MINUTES = 3;
const LOOKED_BACK = 15;
const MOST_OF_IT = 2 / 3;

const isBeginning = (sums: MinuteSums, minute: number): boolean =>
  sums.requests(minute - FIRST_MINUTES + 1, minute) >=
  MOST_OF_IT * sums.requests(minute - LOOKED_BACK + 1, minute);

/**
 * Whether the latest minute is part of a surge whose first confirmations fail to come. Never where
 * nothing is known of the entity's peaks or of how soon its people type.
 */
export function judgeSurge(
  {
    threshold,
    times,
    due: least,
    share: leastShare,
    windowMs,
  }: Surge & { readonly windowMs: number },
  { peak, delays }: Baseline,
  share: number,
  sums: MinuteSums,
  latest: Latest,
): FiringMinute | undefined {
  if (peak === undefined || delays === undefined) return undefined;
  const minute = minuteOf(latest.atMs);
  const start = minute - windowMs / MINUTE_MS + 1;
  if (sums.requests(start, minute) <= Math.max(threshold, times * peak)) return undefined;
  if (!isBeginning(sums, minute)) return undefined;
  const due = share * dueNow(delays, sums, latest);
  const confirmed = sums.confirmed(minute, minute);
  if (due < least || confirmed >= leastShare * due) return undefined;
  let since = start;
  while (sums.requests(since, since) * times <= sums.requests(minute, minute)) since++;
  return { minute, since, until: minute, size: due - confirmed, settled: minute };
}
