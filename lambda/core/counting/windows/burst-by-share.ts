import { EARLY, FEW, GRACE_MS, NEWCOMER, type EarlyEnd } from "../../model/grace";
import type { ShareMeasure } from "../../model/measure";
import { MINUTE_MS } from "../../model/time";
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

/** Whether they come as no people do: so many at once, or one person's one after the other. */
function areHasty({ threshold }: ShareMeasure, hits: Timeline, toMs: number): boolean {
  const { atLeast } = countBetween(hits, toMs - NEWCOMER.hasteMs, toMs);
  if (atLeast >= Math.max(NEWCOMER.requests, threshold)) return true;
  const fromMs = toMs - FEW.hasteMs;
  return countBetween(hits, fromMs, toMs).atLeast >= threshold && areAboutOne(hits, fromMs, toMs);
}

/** Whether as many may be one person's: one who presses resend, or tests with many accounts. */
function areFew(measure: ShareMeasure, hits: Timeline, toMs: number): boolean {
  const { kind, threshold, windowMs } = measure;
  if (kind !== "unconfirmed-burst" || areHasty(measure, hits, toMs)) return false;
  return countBetween(hits, toMs - windowMs, toMs).atLeast < FEW.times * threshold;
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

/** Whether nobody ever confirmed there, as far as is known. Who may have done it has. */
const areNewcomers = (
  { windowMs }: ShareMeasure,
  { fromMs, toMs }: Candidate,
  { isKnown, confirmations }: Basis,
): boolean =>
  !isKnown(fromMs) &&
  !isKnown(toMs) &&
  countBetween(confirmations, fromMs - windowMs, toMs).atMost === 0;

/** Everybody has time to type, except whoever never confirmed and comes in haste. */
function hasGrace(measure: ShareMeasure, candidate: Candidate, basis: Basis): boolean {
  if (measure.kind === "uncompleted-burst" || !areNewcomers(measure, candidate, basis)) return true;
  return measure.newcomersHaveGrace !== false && !areHasty(measure, basis.hits, candidate.toMs);
}

/** What ends a candidate's grace early, if anything does. */
function earlyEnd(measure: ShareMeasure, basis: Basis, candidate: Candidate): EarlyEnd | undefined {
  if (measure.kind === "uncompleted-burst") return measure.early;
  const share = Math.min(measure.share, EARLY.share);
  if (areNewcomers(measure, candidate, basis)) {
    const requests = Math.max(NEWCOMER.requests, measure.threshold);
    return { requests, ageMs: NEWCOMER.ageMs, share };
  }
  const { fromMs, toMs } = candidate;
  const requests = Math.max(basis.oldRequests(fromMs), basis.oldRequests(toMs));
  return { ...EARLY, requests, share };
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

/** One person has longer: whoever tries a dozen accounts may finish the last of them. */
function graceFor(measure: ShareMeasure, basis: Basis, { toMs }: Candidate): number {
  const { graceMs = GRACE_MS, hits } = basis;
  return areFew(measure, hits, toMs) ? Math.max(graceMs, FEW.graceMs) : graceMs;
}

/** What arrives later than this is no live traffic: whatever answers it has arrived too. */
const LATEST_MS = 15 * MINUTE_MS;

/**
 * Records come late and in no order, so whoever types has the grace from when a request has arrived:
 * CloudTrail takes "about 5 minutes" on average, and the codes that are typed in by then come later still.
 */
function settledAt(
  { kind }: ShareMeasure,
  { toMs }: Candidate,
  { nowMs, isDue }: Basis,
  graceMs: number,
): number {
  const latestMs = kind === "uncompleted-burst" ? Infinity : toMs + LATEST_MS;
  const isLive = !isDue && nowMs <= latestMs;
  return (isLive ? Math.max(toMs, nowMs) : toMs) + graceMs;
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
