import { judge } from "../../../../../lambda/core/counting/windows/judge";
import type { Basis, Judgment } from "../../../../../lambda/core/counting/windows/measure";
import type { WindowMeasure } from "../../../../../lambda/core/model/measure";
import { timelineOf } from "../../../../../lambda/core/counting/windows/timeline";
import { DAY_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { encodeToken } from "../../../../../lambda/core/counting/windows/token";
import { addition, type Chunk } from "../../../../../lambda/core/counting/windows/window";
import { burst, MIDNIGHT, unconfirmedBurst } from "../../../../support/observations";

const W = 5 * MINUTE_MS;
const KEPT = 100;

interface Given {
  readonly hits: readonly number[];
  readonly confirmations?: readonly number[];
  readonly knownOn?: readonly number[];
  readonly oldRequests?: number;
  readonly nowMs?: number;
  readonly isDue?: boolean;
  readonly keep?: number;
}

function chunksOf(times: readonly number[], spanMs: number, keep: number): readonly Chunk[] {
  const indexOf = (time: number): number => Math.floor(time / spanMs);
  return [...new Set(times.map(indexOf))].map((index) => {
    const tokens = times.flatMap((time, i) =>
      indexOf(time) === index ? [encodeToken(time - index * spanMs, `e${i}`, "aa", true)] : [],
    );
    return { index, series: { r: addition(tokens, keep, spanMs) }, texts: [] };
  });
}

function basisOf({ windowMs }: WindowMeasure, given: Given): Basis {
  const {
    hits,
    confirmations = [],
    knownOn = [],
    oldRequests = 60,
    nowMs = Infinity,
    isDue = true,
    keep = KEPT,
  } = given;
  return {
    hits: timelineOf(chunksOf(hits, windowMs, keep), "r", windowMs),
    confirmations: timelineOf(chunksOf(confirmations, windowMs, keep), "r", windowMs),
    isKnown: (atMs) => knownOn.includes(Math.floor(atMs / DAY_MS)),
    oldRequests: () => oldRequests,
    nowMs,
    isDue,
  };
}

const judged = (measure: WindowMeasure, atMs: number, given: Given): Judgment =>
  judge(measure, basisOf(measure, given), Math.floor(atMs / measure.windowMs));

/** Evenly spread, both ends included. */
const spread = (fromMs: number, toMs: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => fromMs + Math.round(((toMs - fromMs) * i) / (count - 1)));

describe("a burst", () => {
  const measure = burst(50, W);
  const offsets = [0, 1, 1000, W / 2, W - 1];

  test.each(offsets)("fires when its run lasts exactly the window, begun %d ms in", (offset) => {
    const start = MIDNIGHT + offset;
    const hits = spread(start, start + W, 50);
    expect(judged(measure, start + W, { hits }).span).toEqual({
      firstFiring: start + W,
      lastFiring: start + W,
      openedAt: start + W,
      firstSeen: start,
    });
  });

  test.each(offsets)("does not when it lasts a millisecond longer, begun %d ms in", (offset) => {
    const start = MIDNIGHT + offset;
    const hits = spread(start, start + W + 1, 50);
    for (const at of [start, start + W, start + W + 1]) {
      expect(judged(measure, at, { hits })).toEqual({});
    }
  });

  test("does not fire with one hit less", () => {
    const hits = spread(MIDNIGHT, MIDNIGHT + 1000, 49);
    expect(judged(measure, MIDNIGHT, { hits })).toEqual({});
  });

  test("fires when all its hits are of one millisecond", () => {
    const hits = Array.from({ length: 50 }, () => MIDNIGHT);
    expect(judged(measure, MIDNIGHT, { hits }).span?.firstFiring).toBe(MIDNIGHT);
  });

  test("begins with no hit that is not there where the chunk before has overflowed", () => {
    // The hits of the chunk before share a sixteenth with the beginning of the window.
    const small = burst(2, 1600);
    const base = MIDNIGHT / 1600;
    const before = spread(base * 1600 + 1500, base * 1600 + 1510, 30);
    const first = (base + 1) * 1600 + 1555;
    const verdict = judged(small, first, { hits: [...before, first, first + 10], keep: 2 });
    expect(verdict.span).toEqual({
      firstFiring: first + 10,
      lastFiring: first + 10,
      openedAt: first + 10,
      firstSeen: first,
    });
  });

  test("is silent about a chunk that holds nothing", () => {
    expect(judged(measure, MIDNIGHT, { hits: [] })).toEqual({});
  });
});

describe("an unconfirmed burst", () => {
  const measure = unconfirmedBurst(10, W, 0.2);
  const last = MIDNIGHT + 12_000;
  const hits = spread(MIDNIGHT + 1000, last, 20);
  const few = hits.slice(-10);
  const atOnce = spread(last, last, 20);
  /** As fast as no crowd is. */
  const hasty = spread(MIDNIGHT + 2000, last, 20);
  const TODAY = MIDNIGHT / DAY_MS;

  test("of a newcomer in a tool's haste fires at once", () => {
    expect(judged(measure, last, { hits: hasty, nowMs: last }).span).toEqual({
      firstFiring: last,
      lastFiring: last,
      openedAt: last,
      firstSeen: MIDNIGHT + 2000,
      isKnown: false,
    });
    expect(judged(measure, last, { hits, nowMs: last }).span).toBeUndefined();
  });

  test("of a newcomer fires once twenty requests are 45 seconds old", () => {
    const steady = spread(MIDNIGHT, MIDNIGHT + 120_000, 41);
    const at = steady[19]! + 45_000;
    const upTo = steady.filter((time) => time <= at);
    const { span } = judged(measure, MIDNIGHT, { hits: upTo, nowMs: at });
    expect(span).toMatchObject({ firstFiring: at, openedAt: at, hadGrace: true, isKnown: false });
    const before = upTo.slice(0, -1);
    expect(judged(measure, MIDNIGHT, { hits: before, nowMs: at })).toEqual({
      dueAt: before[18]! + 5 * MINUTE_MS,
    });
  });

  test("does not fire when the share is confirmed, and fires when one less is", () => {
    const confirmations = [last - 3000, last - 2000, last - 1000, last];
    expect(judged(measure, last, { hits: hasty, confirmations }).span).toBeUndefined();
    const three = judged(measure, last, { hits: hasty, confirmations: confirmations.slice(1) });
    expect(three.span?.lastFiring).toBe(last);
  });

  test.each([
    [7, 100],
    [14, 200],
    [3, 30],
  ])("does not fire when exactly %d of %d are confirmed and that is the share", (count, total) => {
    const exact = unconfirmedBurst(total, W, count / total);
    const many = spread(last - 9000, last, total);
    const confirmations = spread(MIDNIGHT, last, count);
    expect(judged(exact, last, { hits: many, confirmations, keep: 500 })).toEqual({});
    const fewer = confirmations.slice(1);
    expect(judged(exact, last, { hits: many, confirmations: fewer, keep: 500 }).span).toBeDefined();
  });

  test("of a newcomer in haste takes no confirmation that came later", () => {
    const confirmations = Array.from({ length: 4 }, () => last + 1);
    expect(judged(measure, last, { hits: hasty, confirmations }).span?.firstFiring).toBe(last);
  });

  test("counts confirmations from the beginning of the window", () => {
    const four = (time: number) => Array.from({ length: 4 }, () => time);
    const early = { hits: hasty, confirmations: four(last - W) };
    expect(judged(measure, last, early).span).toBeUndefined();
    const tooEarly = { hits: hasty, confirmations: four(last - W - 1) };
    expect(judged(measure, last, tooEarly).span).toBeDefined();
  });

  test("that may be one person's takes a confirmation of ten minutes before", () => {
    const ago = (ms: number) => ({ hits: few, confirmations: [last - ms] });
    expect(judged(measure, last, ago(10 * MINUTE_MS)).span).toBeUndefined();
    expect(judged(measure, last, ago(10 * MINUTE_MS + 1)).span).toBeDefined();
  });

  test("of a known entity waits for three minutes, then fires", () => {
    const dueAt = last + 3 * MINUTE_MS;
    const known = { hits: atOnce, knownOn: [TODAY] };
    expect(judged(measure, last, { ...known, nowMs: dueAt - 1 })).toEqual({ dueAt });
    expect(judged(measure, last, { ...known, nowMs: dueAt }).span).toMatchObject({
      firstFiring: last,
      openedAt: dueAt,
    });
  });

  test("of a known entity takes confirmations of exactly three minutes", () => {
    const known = { hits: atOnce, knownOn: [TODAY] };
    const inTime = Array.from({ length: 4 }, () => last + 3 * MINUTE_MS);
    expect(judged(measure, last, { ...known, confirmations: inTime }).span).toBeUndefined();
    const late = inTime.map((time) => time + 1);
    expect(judged(measure, last, { ...known, confirmations: late }).span).toBeDefined();
  });

  test("that may be one person's waits for five minutes", () => {
    const dueAt = last + 5 * MINUTE_MS;
    expect(judged(measure, last, { hits: few, nowMs: dueAt - 1 })).toEqual({ dueAt });
    expect(judged(measure, last, { hits: few, nowMs: dueAt }).span?.openedAt).toBe(dueAt);
    const typed = { hits: few, confirmations: [dueAt], nowMs: dueAt };
    expect(judged(measure, last, typed)).toEqual({});
  });

  test("waits for the latest of the hits whose time has not passed", () => {
    const more = [...atOnce, last + 30_000];
    const verdict = judged(measure, last, { hits: more, knownOn: [TODAY], nowMs: last + 60_000 });
    expect(verdict).toEqual({ dueAt: last + 30_000 + 3 * MINUTE_MS });
  });

  test("may fire with some hits while others still have time", () => {
    const more = [...atOnce, last + 30_000];
    const nowMs = last + 3 * MINUTE_MS;
    expect(judged(measure, last, { hits: more, knownOn: [TODAY], nowMs })).toMatchObject({
      span: { firstFiring: last, lastFiring: last },
      dueAt: last + 30_000 + 3 * MINUTE_MS,
    });
  });

  test("looks again at hits before midnight although one after it fires already", () => {
    const odd = unconfirmedBurst(2, 7 * MINUTE_MS, 0.2);
    const chunk = Math.floor(MIDNIGHT / odd.windowMs);
    expect(chunk * odd.windowMs).toBeLessThan(MIDNIGHT - 3000);
    const given = {
      hits: [MIDNIGHT - 3000, MIDNIGHT - 2000, ...spread(MIDNIGHT + 1000, MIDNIGHT + 1000, 20)],
      knownOn: [TODAY - 1],
    };
    const pending = judged(odd, MIDNIGHT - 1, { ...given, nowMs: MIDNIGHT + 1000 });
    expect(pending).toMatchObject({
      span: { firstFiring: MIDNIGHT + 1000 },
      dueAt: MIDNIGHT - 2000 + 5 * MINUTE_MS,
    });
    const later = judged(odd, MIDNIGHT - 1, given);
    expect(later.span).toMatchObject({ firstFiring: MIDNIGHT - 2000, lastFiring: MIDNIGHT + 1000 });
  });

  test("gives what overflowed across midnight the grace of what was before it", () => {
    const odd = unconfirmedBurst(2, 7 * MINUTE_MS, 0.2);
    const flood = spread(MIDNIGHT - 10_000, MIDNIGHT + 10_000, 60);
    const { span } = judged(odd, MIDNIGHT, {
      hits: flood,
      confirmations: Array.from({ length: 60 }, () => MIDNIGHT + 30_000),
      knownOn: [TODAY - 1],
      keep: 25,
    });
    // The first that did not overflow.
    expect(span?.firstFiring).toBe(flood[35]);
    expect(span?.lastFiring).toBe(MIDNIGHT + 10_000);
  });

  test("fires where a hit that overflowed may have fired", () => {
    const flood = spread(MIDNIGHT + 1000, MIDNIGHT + 200_000, 900);
    const { span } = judged(measure, last, { hits: flood, keep: 5 });
    expect(span?.firstSeen).toBe(MIDNIGHT + 1000);
    expect(span?.firstFiring).toBeLessThanOrEqual(flood[9]!);
    expect(span?.lastFiring).toBe(MIDNIGHT + 200_000);
  });
});
