import { surelyKept } from "../rules/active-rule";
import { evidenceIn } from "./windows/evidence";
import type { Finding, Tally } from "../findings/finding";
import { tallyMinutes } from "./minutes/tally-minutes";
import type { MinuteStore, WindowStore } from "../ports";
import { graceOf, isMinuteMeasure } from "../model/rule";
import { isPaid, offsetOf } from "./windows/token";
import { countBetween, timelineOf } from "./windows/timeline";
import { confirmationsOf, hitsOf, overflowOf, sizeOf, type Chunk } from "./windows/window";

/** Of all hits in these chunks, those that were surely paid. */
function paidIn(
  chunks: readonly Chunk[],
  { firstSeen, lastSeen, ruleId, measure }: Finding,
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

/**
 * Counts a finding afresh from its windows or minute sums, so that no sum is ever carried along.
 *
 * @param isExact whether every observation is known to be counted once, as in replay
 */
export async function tallyFinding(
  stores: { readonly windows: WindowStore; readonly minutes: MinuteStore },
  finding: Finding,
  isExact: boolean,
): Promise<Tally> {
  if (isMinuteMeasure(finding.measure)) return tallyMinutes(stores, finding, isExact);
  const { scope, target, entity, ruleId, firstSeen, lastSeen, measure } = finding;
  const spanMs = measure.windowMs;
  const graceMs = graceOf(measure);
  const indexOf = (atMs: number): number => Math.floor(atMs / spanMs);
  const first = indexOf(firstSeen);
  const key = { scope, target, spanMs, entity };
  const read = await stores.windows.read(key, first, indexOf(lastSeen + graceMs));
  const chunks = read.filter(({ index }) => index <= indexOf(lastSeen));
  const kept = surelyKept(measure);
  const hits = countBetween(timelineOf(chunks, hitsOf(ruleId), spanMs, kept), firstSeen, lastSeen);
  const confirmations = timelineOf(read, confirmationsOf(ruleId), spanMs, kept);
  const counted = chunks.flatMap(({ series }) => series[hitsOf(ruleId)] ?? []);
  const isBound = hits.atLeast < hits.atMost && measure.kind === "unconfirmed-burst";
  const mayRepeat = !isExact && counted.some((series) => overflowOf(series) > 0);
  return {
    count: hits.atMost,
    confirmed: countBetween(confirmations, firstSeen, lastSeen + graceMs).atMost,
    paid: Math.min(paidIn(chunks, finding), hits.atMost),
    peak: Math.max(0, ...counted.map(sizeOf)),
    countIsUpperBound: isBound || mayRepeat,
    evidence: evidenceIn(chunks, hitsOf(ruleId)),
  };
}
