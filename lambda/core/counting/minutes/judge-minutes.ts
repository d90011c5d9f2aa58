import type { UnconfirmedExcess, Volume } from "../../model/measure";
import { MINUTE_MS } from "../../model/time";
import { drifting, QUARTER_DAY } from "./drift";
import {
  confirmedBy,
  ending,
  isRecent,
  missing,
  onset,
  type Conversion,
  type Excess,
} from "./lacking";
import type { MinuteSums } from "./sums";
import { UNKNOWN_TIMES, type UsualShare } from "./usual-share";

/** A minute at which a measure fires. Minutes count from 1970-01-01 UTC. */
export interface FiringMinute {
  readonly minute: number;
  /** Where that which fired began, and the last minute that adds to it. */
  readonly since: number;
  readonly until: number;
  /** How much it was, in the measure's own unit: requests, or confirmations that are missing. */
  readonly size: number;
  /** The minute at whose end the verdict stands: until then codes may still be typed in. */
  readonly settled: number;
  /** When it was plain, where that was before the end of that minute. */
  readonly atMs?: number | undefined;
}

/** The number that a window must exceed. */
export const limitOf = (
  { threshold, times }: Volume,
  { peak }: { readonly peak?: number | undefined },
): number => Math.max(threshold, times * (peak ?? 0));

/** Whether the window that ends with a minute exceeds its limit. */
export function judgeVolume(
  measure: Volume,
  limit: number,
  sums: MinuteSums,
  minute: number,
): FiringMinute | undefined {
  const start = minute - measure.windowMs / MINUTE_MS + 1;
  const size = sums.requests(start, minute);
  if (size <= limit) return undefined;
  let since = start;
  while (sums.requests(since, since) === 0) since++;
  return { minute, since, until: minute, size, settled: minute };
}

/** How many roots of the requests an excess must reach: chance alone does not. */
export const ROOTS = 3;

/** What so many requests must at least confirm, by the share that the measure demands of what they promise. */
function fewest({ share, deviations = 0 }: UnconfirmedExcess, usual: number, requests: number) {
  const likely = share * usual;
  return likely * requests - deviations * Math.sqrt(likely * (1 - likely) * requests);
}

/** The spans that end with a minute and lack more confirmations than the share and chance explain. */
function excesses(
  measure: UnconfirmedExcess,
  conversion: Conversion,
  floor: number,
  minute: number,
): readonly Excess[] {
  return measure.spansMs.flatMap((spanMs) => {
    const length = spanMs / MINUTE_MS;
    const start = minute - length + 1;
    const requests = conversion.sums.requests(start, minute);
    const confirmed = confirmedBy(conversion, start, minute);
    const size = conversion.share * requests - confirmed;
    const least = Math.max(floor, ROOTS * Math.sqrt(requests));
    const isOdd = size >= least && confirmed < fewest(measure, conversion.share, requests);
    return isOdd ? [{ start, length, size, share: conversion.share }] : [];
  });
}

/** How many minutes before a minute are looked at, however short the spans are. */
export const LOOKED_BACK = QUARTER_DAY;

/** Whether a minute could fire for an entity that confirms everything, and so for any other. */
export function mayExceed(measure: UnconfirmedExcess, sums: MinuteSums, minute: number): boolean {
  const longest = Math.max(...measure.spansMs) / MINUTE_MS;
  const least = Math.min(measure.threshold, measure.drift?.threshold ?? Infinity);
  return sums.requests(minute - longest + 1, minute) >= least;
}

/** Confirmations that come with a surge of requests say that people type, if late. */
const BEFORE_FROM = 29;
const BEFORE_TO = 5;
const LATE_MINUTES = 9;
/** Of what the latest requests promise, so much must come: fewer an attacker types in himself. */
const LATE_SHARE = 0.05;

/** Whether clearly more is confirmed right after a minute than in the half hour before it. */
function isRising({ sums, share, grace }: Conversion, minute: number): boolean {
  const length = BEFORE_FROM - BEFORE_TO + 1;
  const before = (sums.confirmed(minute - BEFORE_FROM, minute - BEFORE_TO) * grace) / length;
  const after = sums.confirmed(minute + 1, minute + grace);
  if (after <= before + ROOTS * Math.sqrt(before + 1) + 2) return false;
  return after - before >= LATE_SHARE * share * sums.requests(minute - grace + 1, minute);
}

/** The first of the stretches that is still growing: else an attack would seem to last for its span. */
function ongoingAt(
  measure: UnconfirmedExcess,
  usual: UsualShare,
  sums: MinuteSums,
  minute: number,
): Excess | undefined {
  const conversion: Conversion = { sums, share: usual.share, grace: usual.graceMinutes };
  const floor = measure.threshold * (usual.isKnown ? 1 : UNKNOWN_TIMES);
  const all = excesses(measure, conversion, floor, minute);
  const drift = drifting(measure, usual, sums, minute);
  return [...all, ...(drift === undefined ? [] : [drift])].find(({ length, size, share }) =>
    isRecent(length, size, (from) => missing({ ...conversion, share }, from, minute), minute),
  );
}

/**
 * Whether more codes stay unconfirmed than the entity's usual share explains, over any of the
 * spans that end with a minute, or in a drift. Where confirmations rise with the requests, people
 * are given more time: a sale whose texts are slow looks like an attack at first.
 */
export function judgeExcess(
  measure: UnconfirmedExcess,
  usual: UsualShare,
  sums: MinuteSums,
  minute: number,
): FiringMinute | undefined {
  const first = ongoingAt(measure, usual, sums, minute);
  if (first === undefined) return undefined;
  const soon: Conversion = { sums, share: usual.share, grace: usual.graceMinutes };
  const grace = isRising(soon, minute)
    ? Math.max(LATE_MINUTES, usual.graceMinutes)
    : usual.graceMinutes;
  const ongoing =
    grace === usual.graceMinutes
      ? first
      : ongoingAt(measure, { ...usual, graceMinutes: grace }, sums, minute);
  if (ongoing === undefined) return undefined;
  const conversion: Conversion = { sums, share: ongoing.share, grace };
  const { since, stretch } = onset(conversion, ongoing, minute);
  const until = ending(conversion, stretch, minute);
  const { size } = stretch;
  return { minute, since: Math.min(since, until), until, size, settled: minute + grace };
}
