import type { Burst, Each } from "../../model/measure";
import { lowerBound, partAt, type Timeline } from "./timeline";

/**
 * What fires in one chunk. All firing hits of a chunk lie within one window of each other, so
 * they belong to one finding and their first and last say everything.
 */
export interface FiringSpan {
  readonly firstFiring: number;
  readonly lastFiring: number;
  /** The earliest moment at which one of them is judged: its own time, or the end of its grace. */
  readonly openedAt: number;
  /** The earliest hit in the window that ends with the first firing hit. */
  readonly firstSeen: number;
  /** Set where the first firing hit had time to be confirmed. */
  readonly hadGrace?: true | undefined;
  /** Of codes that people type in: whether who asked for the first had confirmed any before. */
  readonly isKnown?: boolean | undefined;
}

/** What fired, with the size of the chunk it fired in. */
export interface Fired extends FiringSpan {
  readonly size: number;
}

/** What was judged of one chunk, and when hits whose grace has not passed are to be judged again. */
export interface Judgment {
  readonly span?: FiringSpan | undefined;
  readonly dueAt?: number | undefined;
}

/** What a measure is judged on. */
export interface Basis {
  readonly hits: Timeline;
  readonly confirmations: Timeline;
  /** Whether the entity had confirmed before the day of the given time. */
  readonly isKnown: (atMs: number) => boolean;
  /** How many requests of age it takes to end the entity's grace early, on the day of a time. */
  readonly oldRequests: (atMs: number) => number;
  /** How long whoever has grace may take to type a code in; three minutes where it is not said. */
  readonly graceMs?: number | undefined;
  readonly nowMs: number;
  /** Whether the wait for records of confirmations that come late is over. */
  readonly isDue: boolean;
}

/**
 * The earliest hit in [fromMs, toMs]. Where it may be one that overflowed, the earliest it can
 * be: never before the earliest token that its chunk has kept, nor after the latest.
 */
function earliestIn(timeline: Timeline, fromMs: number, toMs: number): number {
  let earliest = toMs;
  for (const part of timeline.parts) {
    const stored = part.times[lowerBound(part.times, fromMs)];
    if (stored !== undefined) earliest = Math.min(earliest, stored);
    const bucket = part.buckets.find(({ toMs: end }) => end >= fromMs);
    if (bucket === undefined || (part.times.at(-1) ?? 0) < fromMs) continue;
    earliest = Math.min(earliest, Math.max(bucket.fromMs, fromMs, part.times[0] ?? 0));
  }
  return earliest;
}

export function spanOf(hits: Timeline, first: number, last: number, windowMs: number): FiringSpan {
  const firstSeen = earliestIn(hits, first - windowMs, first);
  return { firstFiring: first, lastFiring: last, openedAt: first, firstSeen };
}

/**
 * Exact whatever has overflowed: a chunk that holds N hits fires with its N-th at the latest, and
 * whether an earlier one fires needs at most the N - 1 latest hits of the chunk before.
 */
export function burst(measure: Burst | Each, basis: Basis, index: number): Judgment {
  const part = partAt(basis.hits, index);
  if (part === undefined) return {};
  const before = partAt(basis.hits, index - 1)?.times ?? [];
  const { threshold, windowMs } = measure;
  const fires = (time: number, position: number): boolean => {
    const lacking = threshold - 1 - position;
    if (lacking <= 0) return true;
    const start = before[before.length - lacking];
    return start !== undefined && start >= time - windowMs;
  };
  const first = part.times.find(fires);
  if (first === undefined) return {};
  const last = part.times.findLast(fires) ?? first;
  return { span: spanOf(basis.hits, first, last, windowMs) };
}
