import { EARLY, FEW, GRACE_MS, type EarlyEnd, type ShareMeasure } from "../../model/rule";
import { spanOf, type Basis, type Judgment } from "./measure";
import { areAboutOne, countBetween, partAt, type Timeline, type TimelinePart } from "./timeline";

/*
 * Where hits or confirmations have overflowed, only bounds are known. Then requests are taken at
 * their least and confirmations at their most, so whatever fires does so wherever the hidden ones
 * lie within their bounds. What may be missed is a burst that just meets its threshold or share: one
 * that still does with its window an eighth shorter for requests, and an eighth longer for
 * confirmations at either end, never is.
 */

/** One hit, or a bucket of overflow: then it stands for the last hit in it, whenever that was. */
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

/** Whether as many may be one person's: under twice the threshold, and in no haste. */
function areFew(
  { kind, threshold, windowMs }: ShareMeasure,
  hits: Timeline,
  toMs: number,
): boolean {
  if (kind !== "unconfirmed-burst") return false;
  if (countBetween(hits, toMs - windowMs, toMs).atLeast >= FEW.times * threshold) return false;
  return countBetween(hits, toMs - FEW.hasteMs, toMs).atLeast < threshold;
}

/** Whether it fires on the confirmations of the window and of `graceMs` more. */
function firesAfter(
  measure: ShareMeasure,
  { hits, confirmations }: Basis,
  { fromMs, toMs }: Candidate,
  graceMs: number,
): boolean {
  const { threshold, share, windowMs } = measure;
  const requests = countBetween(hits, toMs - windowMs, toMs).atLeast;
  if (requests < threshold) return false;
  const confirmed = countBetween(confirmations, fromMs - windowMs, toMs + graceMs).atMost;
  if (areFew(measure, hits, toMs)) {
    // A customer who presses resend, a tester with many accounts of his own: no tool, as yet.
    if (confirmed > 0 || areAboutOne(hits, toMs - windowMs, toMs)) return false;
  }
  return isBelow(confirmed, share * requests);
}

/**
 * Grace is for those who were known before, and for those who have confirmed within the window:
 * people behind a new address, some of whom still type. Sign-ins all have it. Who may have it does.
 */
function hasGrace(
  { kind, windowMs }: ShareMeasure,
  { fromMs, toMs }: Candidate,
  { isKnown, confirmations }: Basis,
): boolean {
  if (kind === "uncompleted-burst" || isKnown(fromMs) || isKnown(toMs)) return true;
  return countBetween(confirmations, fromMs - windowMs, toMs).atMost > 0;
}

/** What ends a candidate's grace early, if anything does. */
function earlyEnd(
  measure: ShareMeasure,
  { oldRequests }: Basis,
  { fromMs, toMs }: Candidate,
): EarlyEnd | undefined {
  if (measure.kind === "uncompleted-burst") return measure.early;
  const requests = Math.max(oldRequests(fromMs), oldRequests(toMs));
  return { ...EARLY, requests, share: Math.min(measure.share, EARLY.share) };
}

/**
 * Whether the grace is over early: so many requests are old enough that people would have typed
 * some of their codes in, and almost none of them is confirmed. Without it, whoever confirms one
 * code of his own has the whole grace for a flood. Where people are known to type slowly, the age
 * grows as their grace does.
 */
function isEarly(measure: ShareMeasure, basis: Basis, candidate: Candidate): boolean {
  const early = earlyEnd(measure, basis, candidate);
  if (early === undefined) return false;
  const { fromMs, toMs } = candidate;
  const ageMs = (early.ageMs * (basis.graceMs ?? GRACE_MS)) / GRACE_MS;
  const old = countBetween(basis.hits, toMs - measure.windowMs, fromMs - ageMs).atLeast;
  if (old < early.requests) return false;
  const confirmed = countBetween(basis.confirmations, fromMs - measure.windowMs, toMs).atMost;
  return isBelow(confirmed, early.share * old);
}

/** Records come late and in no order, so sign-ins also wait for those that are on their way. */
const settledAt = (
  { kind }: ShareMeasure,
  { toMs }: Candidate,
  { nowMs, isDue, graceMs = GRACE_MS }: Basis,
): number => (kind === "uncompleted-burst" && !isDue ? Math.max(toMs, nowMs) : toMs) + graceMs;

/** When a candidate that fires was judged; when one that still has time to confirm will be. */
type State =
  | { readonly kind: "silent" }
  | { readonly kind: "pending"; readonly dueAt: number }
  | { readonly kind: "fires"; readonly judgedAt: number };

const SILENT: State = { kind: "silent" };

/** A hit whose entity still has time to confirm is pending, if it would fire without the grace. */
function stateOf(measure: ShareMeasure, basis: Basis, candidate: Candidate): State {
  const { toMs } = candidate;
  if (!firesAfter(measure, basis, candidate, 0)) return SILENT;
  if (!hasGrace(measure, candidate, basis) || isEarly(measure, basis, candidate)) {
    return { kind: "fires", judgedAt: toMs };
  }
  const dueAt = settledAt(measure, candidate, basis);
  if (dueAt > basis.nowMs) return { kind: "pending", dueAt };
  const { graceMs = GRACE_MS } = basis;
  return firesAfter(measure, basis, candidate, graceMs)
    ? { kind: "fires", judgedAt: toMs + graceMs }
    : SILENT;
}

/** The earliest moment at which one of the candidates, in the order of their ends, fired. */
function earliestJudgment(
  candidates: readonly Candidate[],
  stateAt: (candidate: Candidate) => State,
): number {
  let earliest = Infinity;
  for (const candidate of candidates) {
    if (candidate.toMs >= earliest) break;
    const state = stateAt(candidate);
    if (state.kind === "fires") earliest = Math.min(earliest, state.judgedAt);
  }
  return earliest;
}

/** Looks from both ends only as far as it must: a flood fires at once on either side. */
export function burstByShare(measure: ShareMeasure, basis: Basis, index: number): Judgment {
  const part = partAt(basis.hits, index);
  if (part === undefined) return {};
  let dueAt: number | undefined;
  const states = new Map<Candidate, State>();
  const stateAt = (candidate: Candidate): State => {
    const state = states.get(candidate) ?? stateOf(measure, basis, candidate);
    states.set(candidate, state);
    if (state.kind === "pending") dueAt = Math.max(dueAt ?? 0, state.dueAt);
    return state;
  };
  const fires = (candidate: Candidate): boolean => stateAt(candidate).kind === "fires";
  const candidates = candidatesOf(part);
  const first = candidates.sort((a, b) => a.fromMs - b.fromMs).find(fires);
  const last = candidates.sort((a, b) => a.toMs - b.toMs).findLast(fires);
  if (first === undefined || last === undefined) return { dueAt };
  const span = {
    ...spanOf(basis.hits, first.fromMs, last.toMs, measure.windowMs),
    openedAt: earliestJudgment(candidates, stateAt),
    ...(hasGrace(measure, first, basis) && { hadGrace: true as const }),
  };
  return { span, dueAt };
}
