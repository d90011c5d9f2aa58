import { surelyKept } from "../../rules/active-rule";
import { graceOf, isShareMeasure, type Measure } from "../../model/measure";
import type { CountKey } from "../../model/rule";
import { evidenceIn, type Evidence } from "./evidence";
import { countBetween, timelineOf } from "./timeline";
import { isPaid, isUnsent, offsetOf } from "./token";
import {
  confirmationsOf,
  EMPTY_SERIES,
  hitsOf,
  overflowOf,
  sizeOf,
  type Chunk,
  type WindowStore,
} from "./window";

/** What was counted between the first and last hit of a stretch. */
export interface Tally {
  /** Every hit from `firstSeen` to `lastSeen`. */
  readonly count: number;
  /** Confirmations in the same time. */
  readonly confirmed: number;
  /** Hits that surely sent a message. */
  readonly paid: number;
  /**
   * Set where every hit was refused in a way that certainly sent nothing. Absent where any may
   * have sent something, or was counted by a version that did not look.
   */
  readonly sentNothing?: true | undefined;
  /** Of all hits, those that the entity's usual share of confirmed codes does not explain. */
  readonly unexplained?: number | undefined;
  /** The largest number of hits in one chunk; for an excess, of confirmations that were missing. */
  readonly peak: number;
  /** Set where a redelivery may have been counted twice, or only bounds are known. */
  readonly countIsUpperBound: boolean;
  readonly evidence: Evidence;
}

/** A stretch of one rule's counts: all that is needed to count it afresh. */
export interface CountedSpan extends CountKey {
  readonly measure: Measure;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Share of its codes that the entity usually confirms, where that is known. */
  readonly usual?: { readonly confirmedShare?: number | undefined } | undefined;
}

/** Of all hits in these chunks, those that were surely paid. */
function paidIn(
  chunks: readonly Chunk[],
  { firstSeen, lastSeen, ruleId, measure }: CountedSpan,
): number {
  let paid = 0;
  for (const { index, series } of chunks) {
    const counted = series[hitsOf(ruleId)];
    if (counted === undefined) continue;
    const start = index * measure.windowMs;
    const isWithin = (atMs: number): boolean => atMs >= firstSeen && atMs <= lastSeen;
    paid += counted.paidOverflow;
    paid += counted.tokens.filter(
      (token) => isPaid(token) && isWithin(start + offsetOf(token)),
    ).length;
  }
  return paid;
}

/** When exactly overflow happened nobody knows, so all that a chunk holds must have sent nothing. */
function isUnsentIn(
  chunks: readonly Chunk[],
  { firstSeen, lastSeen, ruleId, measure }: CountedSpan,
): boolean {
  return chunks.every(({ index, series }) => {
    const counted = series[hitsOf(ruleId)] ?? EMPTY_SERIES;
    if (overflowOf(counted) > (counted.unsentOverflow ?? 0)) return false;
    return counted.tokens.every((token) => {
      const atMs = index * measure.windowMs + offsetOf(token);
      return isUnsent(token) || atMs < firstSeen || atMs > lastSeen;
    });
  });
}

/** Counts a stretch afresh from its windows. */
export async function tallyWindows(
  windows: WindowStore,
  span: CountedSpan,
  isExact: boolean,
): Promise<Tally> {
  const { scope, target, entity, ruleId, firstSeen, lastSeen, measure } = span;
  const spanMs = measure.windowMs;
  const graceMs = graceOf(measure);
  const indexOf = (atMs: number): number => Math.floor(atMs / spanMs);
  const first = indexOf(firstSeen);
  const key = { scope, target, spanMs, entity };
  const read = await windows.read(key, first, indexOf(lastSeen + graceMs));
  const chunks = read.filter(({ index }) => index <= indexOf(lastSeen));
  const kept = surelyKept(measure);
  const hits = countBetween(timelineOf(chunks, hitsOf(ruleId), spanMs, kept), firstSeen, lastSeen);
  const confirmations = timelineOf(read, confirmationsOf(ruleId), spanMs, kept);
  const counted = chunks.flatMap(({ series }) => series[hitsOf(ruleId)] ?? []);
  const isBound = hits.atLeast < hits.atMost && isShareMeasure(measure);
  const mayRepeat = !isExact && counted.some((series) => overflowOf(series) > 0);
  return {
    count: hits.atMost,
    confirmed: countBetween(confirmations, firstSeen, lastSeen + graceMs).atMost,
    paid: Math.min(paidIn(chunks, span), hits.atMost),
    sentNothing: (hits.atMost > 0 && isUnsentIn(chunks, span)) || undefined,
    peak: Math.max(0, ...counted.map(sizeOf)),
    countIsUpperBound: isBound || mayRepeat,
    evidence: evidenceIn(chunks, hitsOf(ruleId)),
  };
}
