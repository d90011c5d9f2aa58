import type { Surge } from "../../model/measure";
import { MINUTE_MS } from "../../model/time";
import { expectedBetween, type Crowd } from "./expected-typing";
import type { FiringMinute } from "./judge-minutes";
import { minuteOf } from "./minute-count";
import type { MinuteSums } from "./sums";
import type { UsualShare } from "./usual-share";

/* An excess waits until everybody has had the time to type. A surge need not: of many people who
   ask at once, the quick ones have typed before the minute is over. How many should have is known
   from the delays that are usual, and so is by how much chance may miss it. A sale or a launch of
   any size passes, for its people type; the own peak says nothing, for a sale raises it. */

/** What arrived last of an entity, in any order. */
export interface Latest {
  readonly atMs: number;
  /** Times of the requests that arrived now. */
  readonly times: readonly number[];
  /** Times of the confirmations that arrived now. */
  readonly confirmed: readonly number[];
}

/** A surge is judged in its first minutes only: over hours, chance would find a poor minute. */
const FIRST_MINUTES = 5;
/** What is usual is the more of these minutes and of this hour before it, lest a gap in the log make it too little. */
const BEFORE = [15, 60] as const;
/** By chance a minute may hold so many more than is usual. */
const BY_CHANCE = 2;
/** So many times as many as usual in the minutes before, and the surge has begun long ago. */
const ALREADY = 1.4;
/** The usual share differs by a tenth from day to day. */
const UNSURE = 0.1;
/** So much of what is typed in at all must be due: the very quickest say little of the others. */
const RIPE = 0.15;
/** No stream has so long a stretch in one batch. */
const FILE_MS = 2 * MINUTE_MS;
/** So often what has arrived is judged: every few seconds of its own time. */
const STEP_MS = 5_000;

/** What has arrived by an instant of all that is counted. */
interface Moment {
  readonly atMs: number;
  readonly minute: number;
  readonly requests: (first: number) => number;
  readonly confirmed: (first: number) => number;
}

/** What of the latest minute came in an earlier batch has arrived by any instant of it. */
function momentOf(sums: MinuteSums, latest: Latest, atMs: number): Moment {
  const minute = minuteOf(atMs);
  const later = (times: readonly number[]): number =>
    times.filter((time) => time > atMs && minuteOf(time) === minute).length;
  const [requests, confirmed] = [later(latest.times), later(latest.confirmed)];
  return {
    atMs,
    minute,
    requests: (first) => sums.requests(first, minute) - requests,
    confirmed: (first) => sums.confirmed(first, minute) - confirmed,
  };
}

/** Where a surge began, and how many requests a minute had before it. */
interface Onset {
  readonly from: number;
  readonly usual: number;
}

/** The beginning of a surge that is only some minutes old. */
function beginningOf({ times }: Surge, sums: MinuteSums, moment: Moment): Onset | undefined {
  const earliest = moment.minute - FIRST_MINUTES + 1;
  const usual = Math.max(
    ...BEFORE.map((minutes) => sums.requests(earliest - minutes, earliest - 1) / minutes),
  );
  const before = sums.requests(earliest - FIRST_MINUTES, earliest - 1) / FIRST_MINUTES;
  if (before >= ALREADY * (usual + BY_CHANCE)) return undefined;
  const isSurging = (minute: number): boolean =>
    (minute === moment.minute ? moment.requests(minute) : sums.requests(minute, minute)) >=
    times * (usual + BY_CHANCE);
  for (let from = earliest; from <= moment.minute; from++) {
    if (isSurging(from)) return { from, usual };
  }
  return undefined;
}

/** The confirmations that a surge lacks, where that is more than the measure allows. */
function judgeMoment(surge: Surge, crowd: Crowd, moment: Moment): FiringMinute | undefined {
  const onset = beginningOf(surge, crowd.sums, moment);
  if (onset === undefined) return undefined;
  const { from } = onset;
  const { atMs, minute } = moment;
  const asked = moment.requests(from);
  const usual = onset.usual * (atMs / MINUTE_MS - from);
  if (asked - usual < surge.threshold || asked < surge.times * usual) return undefined;
  const instant = { atMs, inMinute: moment.requests(minute) };
  const { mean, variance, ofWindow } = expectedBetween(from, crowd, instant);
  if (ofWindow < RIPE * crowd.share * asked) return undefined;
  const due = ofWindow * (1 - usual / asked);
  const typed = moment.confirmed(from);
  const missing = mean - typed;
  const deviation = Math.sqrt(variance + (UNSURE * mean) ** 2);
  if (missing < Math.max(surge.missing, surge.deviations * deviation)) return undefined;
  if (typed - (mean - due) >= surge.share * due) return undefined;
  return { minute, since: from, until: minute, size: missing, settled: minute, atMs };
}

/**
 * Where the file begins, if so long a stretch arrives at once: a load balancer's nodes write files of
 * their own, and what people type in after a request at one may come with the later file of another.
 */
function fileFrom({ times }: Latest): number | undefined {
  const firstMs = Math.min(...times);
  return Math.max(...times) - firstMs < FILE_MS ? undefined : minuteOf(firstMs);
}

/** Instants of requests that arrived now, some seconds apart, and the last of them. */
function instantsOf({ times }: Latest): readonly number[] {
  const found: number[] = [];
  const sorted = times.toSorted((a, b) => a - b);
  for (const [i, atMs] of sorted.entries()) {
    const isLast = i === sorted.length - 1;
    if (isLast || atMs - (found.at(-1) ?? -Infinity) >= STEP_MS) found.push(atMs);
  }
  return found;
}

/** Whether what arrived now could hold a surge at all: nearly always it cannot. */
function maySurge({ threshold }: Surge, sums: MinuteSums, { times }: Latest): boolean {
  const [first, last] = [minuteOf(Math.min(...times)), minuteOf(Math.max(...times))];
  for (let minute = first; minute <= last; minute++) {
    const from = minute - FIRST_MINUTES + 1;
    if (sums.requests(from, minute) >= threshold) return true;
  }
  return false;
}

/**
 * Whether what arrived last is part of a surge whose first confirmations fail to come, and at which
 * instant that was plain. Never where it is not known how soon the entity's people type.
 */
export function judgeSurge(
  surge: Surge,
  delays: readonly number[] | undefined,
  { share }: Pick<UsualShare, "share">,
  sums: MinuteSums,
  latest: Latest,
): FiringMinute | undefined {
  if (delays === undefined || latest.times.length === 0) return undefined;
  if (!maySurge(surge, sums, latest)) return undefined;
  const crowd: Crowd = { sums, times: latest.times, delays, share, firstMinute: fileFrom(latest) };
  const judged = (atMs: number): FiringMinute | undefined =>
    judgeMoment(surge, crowd, momentOf(sums, latest, atMs));
  const instants = instantsOf(latest);
  for (const atMs of instants) {
    const fired = judged(atMs);
    if (fired === undefined) continue;
    const last = judged(instants.at(-1) ?? atMs);
    return last === undefined ? fired : { ...last, since: fired.since, atMs: fired.atMs };
  }
  return undefined;
}
