import {
  GRACE_MS,
  type Burst,
  type Each,
  type ShareMeasure,
  type WindowMeasure,
} from "../../model/rule";
import { countBetween, lowerBound, partAt, type Timeline, type TimelinePart } from "./timeline";

/**
 * What fires in one chunk. All firing hits of a chunk lie within one window of each other, so
 * they belong to one finding and their first and last say everything.
 */
export interface FiringSpan {
  readonly firstFiring: number;
  readonly lastFiring: number;
  /** When the first firing hit is judged: its own time, or the end of its grace. */
  readonly openedAt: number;
  /** The earliest hit in the window that ends with the first firing hit. */
  readonly firstSeen: number;
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

function spanOf(hits: Timeline, first: number, last: number, windowMs: number): FiringSpan {
  const firstSeen = earliestIn(hits, first - windowMs, first);
  return { firstFiring: first, lastFiring: last, openedAt: first, firstSeen };
}

/**
 * Exact whatever has overflowed: a chunk that holds N hits fires with its N-th at the latest, and
 * whether an earlier one fires needs at most the N - 1 latest hits of the chunk before.
 */
function burst(measure: Burst | Each, basis: Basis, index: number): Judgment {
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

/** Hits that may be judged together: one time, or a bucket of overflow with times unknown. */
interface Candidate {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A bucket's hits lie between the earliest and the latest token that its series kept. */
function candidatesOf(part: TimelinePart): Candidate[] {
  const first = part.times[0] ?? 0;
  const last = part.times.at(-1) ?? 0;
  const hidden = part.buckets.map(({ fromMs, toMs }) => ({
    fromMs: Math.max(fromMs, first),
    toMs: Math.min(toMs, last),
  }));
  return [...part.times.map((time) => ({ fromMs: time, toMs: time })), ...hidden];
}

/** 0.07 x 100 is a little more than 7 in binary: a count that meets its share is not below it. */
const isBelow = (count: number, limit: number): boolean => count < limit - 1e-6;

/** Where the counts are only known as bounds, a hit that may fire does. */
function mayFire(
  measure: ShareMeasure,
  { hits, confirmations }: Basis,
  { fromMs, toMs }: Candidate,
  graceMs: number,
): boolean {
  const requests = countBetween(hits, fromMs - measure.windowMs, toMs).atMost;
  if (requests < measure.threshold) return false;
  const confirmed = countBetween(confirmations, toMs - measure.windowMs, fromMs + graceMs);
  return isBelow(confirmed.atLeast, measure.share * requests);
}

/**
 * Grace is for those who were known on every day that the candidate may lie on, and for those who
 * have confirmed within the window: people behind a new address, some of whom still type. Sign-ins
 * all have it.
 */
function hasGrace(
  { kind, windowMs }: ShareMeasure,
  { fromMs, toMs }: Candidate,
  { isKnown, confirmations }: Basis,
): boolean {
  if (kind === "uncompleted-burst" || (isKnown(fromMs) && isKnown(toMs))) return true;
  return countBetween(confirmations, toMs - windowMs, fromMs).atLeast > 0;
}

/** Records come late and in no order, so sign-ins also wait for those that are on their way. */
const settledAt = ({ kind }: ShareMeasure, { toMs }: Candidate, { nowMs, isDue }: Basis): number =>
  (kind === "uncompleted-burst" && !isDue ? Math.max(toMs, nowMs) : toMs) + GRACE_MS;

type State = "fires" | "pending" | "silent";

/** A hit whose entity still has time to confirm is pending, if it would fire without the grace. */
function stateOf(measure: ShareMeasure, basis: Basis, candidate: Candidate): State {
  if (!mayFire(measure, basis, candidate, 0)) return "silent";
  if (!hasGrace(measure, candidate, basis)) return "fires";
  if (settledAt(measure, candidate, basis) > basis.nowMs) return "pending";
  return mayFire(measure, basis, candidate, GRACE_MS) ? "fires" : "silent";
}

/** Looks from both ends only as far as it must: a flood fires at once on either side. */
function burstByShare(measure: ShareMeasure, basis: Basis, index: number): Judgment {
  const part = partAt(basis.hits, index);
  if (part === undefined) return {};
  let dueAt: number | undefined;
  const fires = (candidate: Candidate): boolean => {
    const state = stateOf(measure, basis, candidate);
    if (state === "pending") {
      dueAt = Math.max(dueAt ?? 0, settledAt(measure, candidate, basis));
    }
    return state === "fires";
  };
  const candidates = candidatesOf(part);
  const first = candidates.sort((a, b) => a.fromMs - b.fromMs).find(fires);
  const last = candidates.sort((a, b) => a.toMs - b.toMs).findLast(fires);
  if (first === undefined || last === undefined) return { dueAt };
  const span = spanOf(basis.hits, first.fromMs, last.toMs, measure.windowMs);
  const graceMs = hasGrace(measure, first, basis) ? GRACE_MS : 0;
  return { span: { ...span, openedAt: first.fromMs + graceMs }, dueAt };
}

/** What of chunk `index` fires. Reads the chunks beside it, which must be in the basis. */
export function judge(measure: WindowMeasure, basis: Basis, index: number): Judgment {
  switch (measure.kind) {
    case "burst":
    case "each":
      return burst(measure, basis, index);
    case "unconfirmed-burst":
    case "uncompleted-burst":
      return burstByShare(measure, basis, index);
  }
}
