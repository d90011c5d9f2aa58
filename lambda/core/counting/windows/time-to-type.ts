import { EARLY, FEW, GRACE_MS, MOST_EARLY_SHARE, NEWCOMER, type EarlyEnd } from "../../model/grace";
import type { ShareMeasure } from "../../model/measure";
import { MINUTE_MS } from "../../model/time";
import type { Basis } from "./measure";
import { areAboutOne, countBetween, type Timeline } from "./timeline";

/* How long whoever asked may take to type, and what ends that time early. */

/** One hit, or a bucket of overflow: then it stands for the last hit in it, whenever that was. */
export interface Candidate {
  readonly fromMs: number;
  readonly toMs: number;
}

/** 0.07 x 100 is a little more than 7 in binary: a count that meets its share is not below it. */
export const isBelow = (count: number, limit: number): boolean => count < limit - 1e-6;

/** Whether they come as no people do: so many at once, or one person's one after the other. */
function areHasty({ threshold }: ShareMeasure, hits: Timeline, toMs: number): boolean {
  const { atLeast } = countBetween(hits, toMs - NEWCOMER.hasteMs, toMs);
  if (atLeast >= Math.max(NEWCOMER.requests, threshold)) return true;
  const fromMs = toMs - FEW.hasteMs;
  return countBetween(hits, fromMs, toMs).atLeast >= threshold && areAboutOne(hits, fromMs, toMs);
}

/** Whether as many may be one person's: one who presses resend, or tests with many accounts. */
export function areFew(measure: ShareMeasure, hits: Timeline, toMs: number): boolean {
  const { kind, threshold, windowMs } = measure;
  if (kind !== "unconfirmed-burst" || areHasty(measure, hits, toMs)) return false;
  return countBetween(hits, toMs - windowMs, toMs).atLeast < FEW.times * threshold;
}

/** Whether nobody ever confirmed there, as far as is known. Who may have done it has. */
export const areNewcomers = (
  { windowMs }: ShareMeasure,
  { fromMs, toMs }: Candidate,
  { isKnown, confirmations }: Basis,
): boolean =>
  !isKnown(fromMs) &&
  !isKnown(toMs) &&
  countBetween(confirmations, fromMs - windowMs, toMs).atMost === 0;

/** Everybody has time to type, except whoever never confirmed and comes in haste. */
export function hasGrace(measure: ShareMeasure, candidate: Candidate, basis: Basis): boolean {
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

/** The share of so many old requests that ends their grace. */
function earlyShare(measure: ShareMeasure, { share, requests }: EarlyEnd, old: number): number {
  if (measure.kind === "uncompleted-burst") return share;
  const most = Math.min(MOST_EARLY_SHARE, measure.share);
  return Math.max(share, Math.min(most, (share * old) / (2 * requests)));
}

/**
 * Whether the grace is over early: so many requests are old enough that people would have typed
 * some of their codes in, and almost none of them is confirmed. Without it, whoever confirms one
 * code of his own has the whole grace for a flood. Where people are known to type slowly, the age
 * grows as their grace does.
 */
export function isEarly(measure: ShareMeasure, basis: Basis, candidate: Candidate): boolean {
  const early = earlyEnd(measure, basis, candidate);
  if (early === undefined) return false;
  const { fromMs, toMs } = candidate;
  const ageMs = (early.ageMs * (basis.graceMs ?? GRACE_MS)) / GRACE_MS;
  const old = countBetween(basis.hits, toMs - measure.windowMs, fromMs - ageMs).atLeast;
  if (old < early.requests) return false;
  const confirmed = countBetween(basis.confirmations, fromMs - measure.windowMs, toMs).atMost;
  return isBelow(confirmed, earlyShare(measure, early, old) * old);
}

/** One person has longer: whoever tries a dozen accounts may finish the last of them. */
export function graceFor(measure: ShareMeasure, basis: Basis, { toMs }: Candidate): number {
  const { graceMs = GRACE_MS, hits } = basis;
  return areFew(measure, hits, toMs) ? Math.max(graceMs, FEW.graceMs) : graceMs;
}

/** What arrives later than this is no live traffic: whatever answers it has arrived too. */
const LATEST_MS = 15 * MINUTE_MS;

/**
 * Records come late and in no order, so whoever types has the grace from when a request has arrived:
 * CloudTrail takes "about 5 minutes" on average, and the codes that are typed in by then come later still.
 */
export function settledAt(
  { kind }: ShareMeasure,
  { toMs }: Candidate,
  { nowMs, isDue }: Basis,
  graceMs: number,
): number {
  const latestMs = kind === "uncompleted-burst" ? Infinity : toMs + LATEST_MS;
  const isLive = !isDue && nowMs <= latestMs;
  return (isLive ? Math.max(toMs, nowMs) : toMs) + graceMs;
}
