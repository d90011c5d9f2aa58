import { FEW } from "../../model/grace";
import type { ShareMeasure } from "../../model/measure";
import { spanOf, type Basis, type Judgment } from "./measure";
import {
  areFew,
  areNewcomers,
  graceFor,
  hasGrace,
  isBelow,
  isEarly,
  settledAt,
  type Candidate,
} from "./time-to-type";
import { areAboutOne, countBetween, partAt, type TimelinePart } from "./timeline";

/*
 * Where hits or confirmations have overflowed, only bounds are known. Then requests are taken at
 * their least and confirmations at their most, so whatever fires does so wherever the hidden ones
 * lie within their bounds. What may be missed is a burst that just meets its threshold or share: one
 * that still does with its window an eighth shorter for requests, and an eighth longer for
 * confirmations at either end, never is.
 */

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

/** Whether few are about one subject, or any code of so few is confirmed. */
function areExcused(
  { windowMs }: ShareMeasure,
  { hits, confirmations }: Basis,
  { fromMs, toMs }: Candidate,
  graceMs: number,
): boolean {
  if (areAboutOne(hits, toMs - windowMs, toMs)) return true;
  const backMs = Math.max(windowMs, FEW.backMs);
  return countBetween(confirmations, fromMs - backMs, toMs + graceMs).atMost > 0;
}

/** Whether it fires on the confirmations of the window and of `graceMs` more. */
function firesAfter(
  measure: ShareMeasure,
  basis: Basis,
  candidate: Candidate,
  graceMs: number,
): boolean {
  const { threshold, share, windowMs } = measure;
  const { fromMs, toMs } = candidate;
  const requests = countBetween(basis.hits, toMs - windowMs, toMs).atLeast;
  if (requests < threshold) return false;
  const until = toMs + graceMs;
  const confirmed = countBetween(basis.confirmations, fromMs - windowMs, until).atMost;
  if (!isBelow(confirmed, share * requests)) return false;
  return !areFew(measure, basis.hits, toMs) || !areExcused(measure, basis, candidate, graceMs);
}

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
  const graceMs = graceFor(measure, basis, candidate);
  const dueAt = settledAt(measure, candidate, basis, graceMs);
  if (dueAt > basis.nowMs) return { kind: "pending", dueAt };
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
    ...(measure.kind === "unconfirmed-burst" && { isKnown: !areNewcomers(measure, first, basis) }),
  };
  return { span, dueAt };
}
