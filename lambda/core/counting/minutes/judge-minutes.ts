import type { UnconfirmedExcess, Volume } from "../../model/rule";
import { MINUTE_MS } from "../../model/time";
import type { MinuteSums } from "./sums";
import type { UsualShare } from "./usual-share";

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

/** While too little is known of an entity it must lack this many times as much. */
export const UNKNOWN_TIMES = 2;
/** How many roots of the requests an excess must reach: chance alone does not. */
const ROOTS = 3;
/** The latest twelfth of a span must hold at least a twentieth of the excess. */
const RECENT = { part: 12, share: 1 / 20 };
/** Of the longest spans the latest quarter must also hold a sixth: else a day would join two attacks. */
const LONG = 360;
const RECENT_OF_LONG = { part: 4, share: 1 / 6 };
/** Before an excess begins and after it ends lies only chance: so much of it lies between. */
const NEARLY_ALL = 0.95;

/** The requests of an entity against its confirmations, by what is usual for it. */
interface Conversion {
  readonly sums: MinuteSums;
  readonly share: number;
  readonly grace: number;
}

/** Confirmations in a stretch that ends with `minute`, those that come a little later included. */
const confirmedBy = ({ sums, grace }: Conversion, from: number, minute: number): number =>
  sums.confirmed(from, minute + grace);

/** How many confirmations are missing in a stretch that ends with `minute`. */
const missing = (conversion: Conversion, from: number, minute: number): number =>
  conversion.share * conversion.sums.requests(from, minute) - confirmedBy(conversion, from, minute);

/** So long without more that is missing, and what lies before is another attack. */
const APART = 180;
/** Less than this, of what is missing already, is no more but chance. */
const MORE = 1.05;

/** What is missing from each minute with requests on, from the latest back to the last that adds to it. */
function lackingBack(
  conversion: Conversion,
  start: number,
  minute: number,
): readonly { readonly since: number; readonly size: number }[] {
  const lacking: { readonly since: number; readonly size: number }[] = [];
  let most = -Infinity;
  let grewAt = minute;
  for (let since = minute; since >= start && grewAt - since <= APART; since--) {
    if (conversion.sums.requests(since, since) === 0) continue;
    const size = missing(conversion, since, minute);
    if (size > Math.max(most, most * MORE)) grewAt = since;
    most = Math.max(most, size);
    lacking.push({ since, size });
  }
  return lacking;
}

/** The latest minute from which on nearly all is missing: the attack's beginning, as it seems. */
function onset(
  conversion: Conversion,
  { start, size }: Excess,
  minute: number,
): Pick<Excess, "start" | "size"> {
  const lacking = lackingBack(conversion, start, minute);
  const most = Math.max(...lacking.map((each) => each.size));
  const first = lacking.find((each) => each.size >= NEARLY_ALL * most);
  return { start: first?.since ?? start, size: Math.min(size, most) };
}

/** The earliest minute with requests by which nearly all is missing: the end, as it seems. */
function ending(
  conversion: Conversion,
  { start, size }: Pick<Excess, "start" | "size">,
  minute: number,
): number {
  for (let until = start; until < minute; until++) {
    if (conversion.sums.requests(until, until) === 0) continue;
    if (missing(conversion, start, until) >= NEARLY_ALL * size) return until;
  }
  return minute;
}

/** A stretch whose codes stay unconfirmed, and how many confirmations it lacks of which share. */
interface Excess {
  readonly start: number;
  readonly length: number;
  readonly size: number;
  readonly share: number;
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
    const promised = conversion.share * conversion.sums.requests(start, minute);
    const confirmed = confirmedBy(conversion, start, minute);
    const size = promised - confirmed;
    const least = Math.max(floor, ROOTS * Math.sqrt(conversion.sums.requests(start, minute)));
    const isOdd = size >= least && confirmed < measure.share * promised;
    return isOdd ? [{ start, length, size, share: conversion.share }] : [];
  });
}

/** What chance may lack in a quarter of a day, in standard deviations of its confirmations. */
const DEVIATIONS = 5;
const QUARTER_DAY = 360;

/** How many minutes before a minute are looked at, however short the spans are. */
export const LOOKED_BACK = QUARTER_DAY;

/** How much a drift must lack: more than chance may in the busier of now and of usual days. */
function driftLimit(
  floor: number,
  { share, perQuarterDay }: UsualShare,
  sums: MinuteSums,
  minute: number,
): number {
  const requests = Math.max(perQuarterDay, sums.requests(minute - QUARTER_DAY + 1, minute));
  return Math.max(floor, DEVIATIONS * Math.sqrt(2 * requests * share * (1 - share)));
}

/**
 * The stretch that ends with a minute and lacks most, where that is more than the limit. It is the
 * cumulative sum of what is missing, which begins anew wherever nothing is.
 */
function drifting(
  measure: UnconfirmedExcess,
  usual: UsualShare,
  sums: MinuteSums,
  minute: number,
): Excess | undefined {
  if (measure.drift === undefined) return undefined;
  const { threshold, tolerance } = measure.drift;
  const share = usual.share * (1 - tolerance);
  const conversion: Conversion = { sums, share, grace: usual.graceMinutes };
  const first = minute - Math.max(...measure.spansMs) / MINUTE_MS + 1;
  let most: Excess = { start: minute, length: 1, size: -Infinity, share };
  for (let start = first; start <= minute; start++) {
    if (sums.requests(start, start) === 0) continue;
    const size = missing(conversion, start, minute);
    if (size > most.size) most = { start, length: minute - start + 1, size, share };
  }
  const limit = driftLimit(threshold * (usual.isKnown ? 1 : UNKNOWN_TIMES), usual, sums, minute);
  return most.size > limit ? most : undefined;
}

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

/** Whether clearly more is confirmed right after a minute than in the half hour before it. */
function isRising({ sums, grace }: Conversion, minute: number): boolean {
  const length = BEFORE_FROM - BEFORE_TO + 1;
  const before = (sums.confirmed(minute - BEFORE_FROM, minute - BEFORE_TO) * grace) / length;
  const after = sums.confirmed(minute + 1, minute + grace);
  return after > before + ROOTS * Math.sqrt(before + 1) + 2;
}

/** Whether enough of what a stretch lacks lies in its latest part. */
export function isRecent(
  length: number,
  size: number,
  missingFrom: (minute: number) => number,
  minute: number,
): boolean {
  const holds = ({ part, share }: typeof RECENT): boolean =>
    missingFrom(minute - Math.ceil(length / part) + 1) >= size * share;
  return holds(RECENT) && (length <= LONG || holds(RECENT_OF_LONG));
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
  const began = onset(conversion, ongoing, minute);
  const isWhole = began.size === ongoing.size;
  const until = ending(conversion, isWhole ? ongoing : began, minute);
  const since = Math.min(began.start, until);
  return { minute, since, until, size: began.size, settled: minute + grace };
}
