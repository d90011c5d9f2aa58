import { MINUTE_MS } from "../../model/time";
import { minuteOf } from "./minute-count";
import type { MinuteSums } from "./sums";
import { LONGEST_DELAY } from "./typing-delay";

/* How many people should have typed their codes in by an instant. Requests that arrive now count with
   their own times, the others by the minute. A minute that the next one exceeds is taken for the
   beginning of a surge: its requests for its last part, so that nobody is expected too soon. */

/** People who ask for codes, and how they type them in. */
export interface Crowd {
  readonly sums: MinuteSums;
  /** Times of the requests that are known to the millisecond. */
  readonly times: readonly number[];
  /** Which share of the codes typed in at all is so within 1, 2, … minutes of the clock. */
  readonly delays: readonly number[];
  /** Which share is typed in at all. */
  readonly share: number;
  /** Requests before this minute promise nothing, as their confirmations may be in another file. */
  readonly firstMinute?: number | undefined;
}

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

/** Requests that are taken for made at the same time, in minutes since 1970. */
interface Request {
  readonly at: number;
  readonly count: number;
}

/** How the requests of a minute that is over lie in it, where their times are not known. */
function lumped(all: number, next: number, minute: number): number {
  const part = next === 0 ? 1 : Math.min(1, all / next);
  return minute + 1 - part / 2;
}

function countByMinute(times: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(minuteOf(time), (counts.get(minuteOf(time)) ?? 0) + 1);
  return counts;
}

/** An instant, and how many requests of its minute had been made by then. */
export interface Instant {
  readonly atMs: number;
  readonly inMinute: number;
}

function requestsBy(
  { sums, times }: Crowd,
  { atMs, inMinute }: Instant,
  first: number,
): readonly Request[] {
  const now = atMs / MINUTE_MS;
  const latest = minuteOf(atMs);
  const known = times.filter((time) => time <= atMs && minuteOf(time) >= first);
  const knownIn = countByMinute(known);
  const found = known.map((time): Request => ({ at: time / MINUTE_MS, count: 1 }));
  let next = now === latest ? 0 : inMinute / (now - latest);
  for (let minute = latest - 1; minute >= first; minute--) {
    const all = sums.requests(minute, minute);
    const count = all - (knownIn.get(minute) ?? 0);
    if (count > 0) found.push({ at: lumped(all, next, minute), count });
    next = all;
  }
  return found;
}

/** What people who ask would have typed in. */
export interface Expected {
  readonly mean: number;
  readonly variance: number;
  /** What of the mean falls to those who asked within the stretch. */
  readonly ofWindow: number;
}

/** Confirmations to be expected from the beginning of a minute until an instant. */
export function expectedBetween(from: number, crowd: Crowd, instant: Instant): Expected {
  const { delays, share, firstMinute = -Infinity } = crowd;
  const first = Math.max(from - LONGEST_DELAY, firstMinute);
  const now = instant.atMs / MINUTE_MS;
  let [mean, variance, ofWindow] = [0, 0, 0];
  for (const { at, count } of requestsBy(crowd, instant, first)) {
    const likely = share * (typedWithin(delays, now - at) - typedWithin(delays, from - at));
    mean += count * likely;
    variance += count * likely * (1 - likely);
    if (at >= from) ofWindow += count * likely;
  }
  return { mean, variance, ofWindow };
}
