import {
  judgeExcess,
  judgeVolume,
  limitOf,
  mayExceed,
} from "../../../../../lambda/core/counting/minutes/judge-minutes";
import type { UsualShare } from "../../../../../lambda/core/counting/minutes/usual-share";
import { sumsOf } from "../../../../../lambda/core/counting/minutes/sums";
import type { UnconfirmedExcess, Volume } from "../../../../../lambda/core/model/measure";
import { DAY_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { hourOf } from "../../../../support/minute-store-contract";

const HOUR = 494_000;
const M = HOUR * 60 + 30;

type Counts = Readonly<Record<number, number>>;

/** Sums with counts at minutes of one hour, of which minute 30 is judged. */
const at = (requests: Counts, confirmed: Counts = {}) =>
  sumsOf([hourOf(HOUR, { requests, confirmed })]);

describe("a volume", () => {
  const volume: Volume = { kind: "volume", threshold: 10, windowMs: 5 * MINUTE_MS, times: 3 };

  test("has its threshold for limit, or so many times its usual peak", () => {
    expect(limitOf(volume, {})).toBe(10);
    expect(limitOf(volume, { peak: 3 })).toBe(10);
    expect(limitOf(volume, { peak: 4 })).toBe(12);
  });

  test("fires above its limit, not at it", () => {
    expect(judgeVolume(volume, 10, at({ 30: 10 }), M)).toBeUndefined();
    expect(judgeVolume(volume, 10, at({ 30: 11 }), M)).toMatchObject({
      minute: M,
      since: M,
      until: M,
      size: 11,
    });
  });

  test("counts the whole minutes of its window and nothing beside them", () => {
    expect(judgeVolume(volume, 10, at({ 25: 99, 26: 5, 30: 5, 31: 99 }), M)).toBeUndefined();
    expect(judgeVolume(volume, 10, at({ 26: 5, 28: 1, 30: 5 }), M)).toEqual({
      minute: M,
      since: M - 4,
      until: M,
      size: 11,
      settled: M,
    });
    expect(judgeVolume(volume, 10, at({ 28: 6, 30: 5 }), M)?.since).toBe(M - 2);
  });
});

describe("an unconfirmed excess", () => {
  const excess: UnconfirmedExcess = {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: [5 * MINUTE_MS],
    share: 0.7,
    times: 3,
  };
  const long = { ...excess, spansMs: [24 * MINUTE_MS] };
  const known = { share: 0.5, isKnown: true, isVisible: true, graceMinutes: 3, perQuarterDay: 0 };
  const sure = { ...known, share: 1 };

  test("fires when as many confirmations are missing as its floor", () => {
    expect(judgeExcess(excess, known, at({ 30: 59 }), M)).toBeUndefined();
    expect(judgeExcess(excess, known, at({ 30: 60 }), M)).toMatchObject({
      minute: M,
      since: M,
      until: M,
      size: 30,
    });
    expect(judgeExcess(excess, known, at({ 30: 60 }, { 30: 1 }), M)).toBeUndefined();
  });

  test("needs twice as many while the usual share is assumed", () => {
    const assumed = { ...known, isKnown: false };
    expect(judgeExcess(excess, assumed, at({ 30: 119 }), M)).toBeUndefined();
    expect(judgeExcess(excess, assumed, at({ 30: 120 }), M)?.size).toBe(60);
  });

  test("needs three roots of the requests where those are more than the floor", () => {
    expect(judgeExcess(excess, known, at({ 30: 400 }, { 30: 139 }), M)?.size).toBe(61);
    expect(judgeExcess(excess, known, at({ 30: 400 }, { 30: 140 }), M)).toBeUndefined();
    expect(
      judgeExcess({ ...excess, share: 0.9 }, known, at({ 30: 400 }, { 30: 140 }), M)?.size,
    ).toBe(60);
    expect(
      judgeExcess({ ...excess, share: 0.9 }, known, at({ 30: 400 }, { 30: 141 }), M),
    ).toBeUndefined();
  });

  test("needs fewer confirmations than its share of what is usual", () => {
    expect(judgeExcess(excess, sure, at({ 30: 1000 }, { 30: 699 }), M)?.size).toBe(301);
    expect(judgeExcess(excess, sure, at({ 30: 1000 }, { 30: 700 }), M)).toBeUndefined();
  });

  test("needs fewer still where it asks for more than chance explains", () => {
    // Of 1,000 some 700 are due; 2.5 deviations of that are 36.2.
    const certain = { ...excess, deviations: 2.5 };
    expect(judgeExcess(certain, sure, at({ 30: 1000 }, { 30: 663 }), M)?.size).toBe(337);
    expect(judgeExcess(certain, sure, at({ 30: 1000 }, { 30: 664 }), M)).toBeUndefined();
  });

  test("counts confirmations for three minutes more, and none of before the span", () => {
    const requests = { 30: 60 };
    expect(judgeExcess(excess, known, at(requests, { 33: 1 }), M)).toBeUndefined();
    expect(judgeExcess(excess, known, at(requests, { 34: 60 }), M)).toBeDefined();
    expect(judgeExcess(excess, known, at(requests, { 26: 1 }), M)).toBeUndefined();
    expect(judgeExcess(excess, known, at(requests, { 25: 60 }), M)).toBeDefined();
  });

  test("counts requests of its span alone", () => {
    expect(judgeExcess(excess, known, at({ 25: 60, 30: 1 }), M)).toBeUndefined();
    expect(judgeExcess(excess, known, at({ 26: 60, 30: 1 }, { 26: 1 }), M)).toBeUndefined();
    expect(judgeExcess(excess, known, at({ 26: 30, 30: 30 }), M)?.since).toBe(M - 4);
  });

  test("goes on only while its latest twelfth holds a twentieth of what is missing", () => {
    expect(judgeExcess(long, sure, at({ 20: 96, 29: 2, 30: 3 }), M)).toBeUndefined();
    expect(judgeExcess(long, sure, at({ 20: 95, 29: 2, 30: 3 }), M)?.size).toBe(100);
    expect(judgeExcess(long, sure, at({ 20: 95, 28: 2, 30: 3 }), M)).toBeUndefined();
  });

  test("begins with the latest minute from which on nearly all of it is missing", () => {
    const quietBefore = at({ 10: 4, 20: 48, 30: 48 });
    expect(judgeExcess(long, sure, quietBefore, M)?.since).toBe(M - 10);
    expect(judgeExcess(long, sure, at({ 10: 6, 20: 47, 30: 47 }), M)?.since).toBe(M - 20);
  });

  test("ends with the earliest minute by which nearly all of it is missing", () => {
    const fading = at({ 18: 48, 20: 47, 30: 5 });
    expect(judgeExcess(long, sure, fading, M)).toMatchObject({ minute: M, until: M - 10 });
    expect(judgeExcess(long, sure, at({ 18: 46, 20: 46, 29: 4, 30: 4 }), M)?.until).toBe(M - 1);
    expect(judgeExcess(excess, known, at({ 26: 30, 30: 30 }), M)?.until).toBe(M);
  });

  test("is found in the shortest of its spans that shows it", () => {
    const both = { ...excess, spansMs: [5 * MINUTE_MS, 24 * MINUTE_MS] };
    expect(judgeExcess(both, known, at({ 20: 80, 30: 80 }), M)?.size).toBe(40);
    expect(judgeExcess(both, known, at({ 20: 30, 30: 40 }), M)?.size).toBe(35);
  });

  test.each([0.2, 0.5, 0.78, 1])("is ruled out beforehand only where it cannot be: %d", (share) => {
    for (const requests of [29, 30, 31, 60, 100, 300, 900]) {
      for (const confirmed of [0, 1, 10, 50, 200]) {
        const sums = at({ 27: 5, 30: requests }, { 31: confirmed });
        const fires = judgeExcess(excess, { ...known, share }, sums, M) !== undefined;
        if (fires) expect(mayExceed(excess, sums, M)).toBe(true);
      }
    }
    expect(mayExceed(excess, at({ 30: 29 }), M)).toBe(false);
    expect(mayExceed(excess, at({ 30: 30 }), M)).toBe(true);
  });

  test("waits as long as the entity's people take to type", () => {
    const slow = { ...known, graceMinutes: 8 };
    expect(judgeExcess(excess, slow, at({ 30: 60 }, { 38: 1 }), M)).toBeUndefined();
    expect(judgeExcess(excess, slow, at({ 30: 60 }, { 39: 1 }), M)?.settled).toBe(M + 8);
  });

  test("gives people more time where confirmations rise with the requests", () => {
    const surge = { 30: 200 };
    expect(judgeExcess(excess, known, at(surge, { 32: 7, 38: 70 }), M)).toBeUndefined();
    expect(judgeExcess(excess, known, at(surge, { 32: 7 }), M)?.settled).toBe(M + 9);
    expect(judgeExcess(excess, known, at(surge, { 32: 4 }), M)?.settled).toBe(M + 3);
  });

  test("gives no more time for the few codes that an attacker types in himself", () => {
    expect(judgeExcess(excess, known, at({ 30: 600 }, { 32: 14 }), M)?.settled).toBe(M + 3);
    expect(judgeExcess(excess, known, at({ 30: 600 }, { 32: 15 }), M)?.settled).toBe(M + 9);
  });

  test("takes no more time where as many were confirmed before the requests as after", () => {
    const before = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [i + 1, 3]));
    expect(judgeExcess(excess, known, at({ 30: 200 }, { ...before, 32: 9 }), M)?.settled).toBe(
      M + 3,
    );
  });
});

describe("a span of a day", () => {
  const excess: UnconfirmedExcess = {
    kind: "unconfirmed-excess",
    threshold: 30,
    windowMs: 5 * MINUTE_MS,
    spansMs: [DAY_MS],
    share: 0.7,
    times: 3,
  };
  const usual = { share: 0.5, isKnown: true, isVisible: true, graceMinutes: 3, perQuarterDay: 0 };
  const earlier = (hours: number, requests: number) =>
    hourOf(HOUR - hours, { requests: { 30: requests } });
  const now = (requests: number) => hourOf(HOUR, { requests: { 29: requests, 30: requests } });

  test("joins no two attacks that lie hours apart: each begins where it began", () => {
    const sums = sumsOf([earlier(8, 400), now(100)]);
    expect(judgeExcess(excess, usual, sums, M)).toMatchObject({
      since: M - 1,
      until: M,
      size: 100,
    });
  });

  test("is one attack where it goes on, however slowly", () => {
    const sums = sumsOf([earlier(4, 100), earlier(2, 100), now(50)]);
    expect(judgeExcess(excess, usual, sums, M)).toMatchObject({ since: M - 240, size: 150 });
  });

  test("does not fire long after its attack, of which less than a sixth is recent", () => {
    expect(judgeExcess(excess, usual, sumsOf([earlier(8, 400), now(35)]), M)).toBeUndefined();
  });
});

describe("a drift", () => {
  const drifting: UnconfirmedExcess = {
    kind: "unconfirmed-excess",
    threshold: 1000,
    windowMs: 5 * MINUTE_MS,
    spansMs: [20 * MINUTE_MS],
    share: 0.7,
    times: 3,
    drift: { threshold: 25, tolerance: 0.2 },
  };
  const all = { share: 1, isKnown: true, isVisible: true, graceMinutes: 3, perQuarterDay: 0 };
  const judged = (requests: Counts, confirmed: Counts = {}, usual = all) =>
    judgeExcess(drifting, usual, at(requests, confirmed), M);

  test("fires above its threshold, whatever stretch lacks so much", () => {
    expect(judged({ 12: 11, 20: 10, 30: 10 })).toBeUndefined();
    expect(judged({ 12: 12, 20: 10, 30: 10 })?.size).toBeCloseTo(25.6);
    expect(judged({ 10: 99, 20: 10, 30: 10 })).toBeUndefined();
  });

  test("adds nothing as long as people fall short by no more than its tolerance", () => {
    expect(judged({ 12: 400, 30: 400 }, { 12: 320, 30: 320 })).toBeUndefined();
    expect(judged({ 12: 400, 30: 400 }, { 12: 320, 30: 290 })?.size).toBeCloseTo(30);
  });

  test("begins anew where nothing is missing: what was confirmed before does not count", () => {
    expect(judged({ 12: 10, 30: 40 }, { 12: 10 })?.size).toBeCloseTo(32);
  });

  test("must lack more than chance may in the busier of this and a usual quarter of a day", () => {
    const half = { ...all, share: 0.5 };
    expect(judged({ 30: 78 }, {}, half)).toBeUndefined();
    expect(judged({ 30: 100 }, {}, half)?.size).toBeCloseTo(40);
    expect(judged({ 30: 100 }, {}, { ...half, perQuarterDay: 200 })).toBeUndefined();
  });

  test("needs twice as much while the usual share is assumed", () => {
    const assumed = { ...all, isKnown: false };
    expect(judged({ 30: 62 }, {}, assumed)).toBeUndefined();
    expect(judged({ 30: 63 }, {}, assumed)?.size).toBeCloseTo(50.4);
  });

  describe("of an entity whose days are known", () => {
    const own: UnconfirmedExcess = {
      ...drifting,
      drift: { threshold: 25, tolerance: 0.2, leastTolerance: 0.05 },
    };
    const known = { ...all, perQuarterDay: 1000, shortfall: 0.04 };
    const lacking = (confirmed: number, more: Partial<UsualShare> = {}, measure = own) =>
      judgeExcess(
        measure,
        { ...known, ...more },
        at({ 12: 400, 30: 400 }, { 12: 400, 30: confirmed }),
        M,
      )?.size;

    test("tolerates little more than on the worst of them", () => {
      expect(lacking(347)).toBeUndefined();
      expect(lacking(345)).toBeCloseTo(400 * 0.93 - 345);
      expect(lacking(345, {}, drifting)).toBeUndefined();
    });

    test("never tolerates less than the least, nor more than the measure's own", () => {
      expect(lacking(354, { shortfall: 0.001 })).toBeCloseTo(400 * 0.95 - 354);
      expect(lacking(356, { shortfall: 0.001 })).toBeUndefined();
      expect(lacking(296, { shortfall: 0.5 })).toBeUndefined();
      expect(lacking(294, { shortfall: 0.5 })).toBeCloseTo(400 * 0.8 - 294);
    });

    test("tolerates as much as ever while it is busier than on usual days", () => {
      expect(lacking(345, { perQuarterDay: 125 })).toBeCloseTo(400 * 0.93 - 345);
      expect(lacking(345, { perQuarterDay: 124 })).toBeUndefined();
      expect(lacking(345, { shortfall: undefined })).toBeUndefined();
    });

    test("needs three and a half deviations instead of five", () => {
      const half = { ...known, share: 0.5, perQuarterDay: 400 };
      const judgedAs = (confirmed: number, usual = half, measure = own) =>
        judgeExcess(measure, usual, at({ 30: 200 }, { 30: confirmed }), M)?.size;
      // The root of 2 x 400 / 4 is 14.1: chance takes 49.5 of the 93 that are tolerable, or 70.7 of 80.
      expect(judgedAs(44)).toBeUndefined();
      expect(judgedAs(43)).toBeCloseTo(50);
      expect(judgedAs(10, half, drifting)).toBeUndefined();
      expect(judgedAs(9, half, drifting)).toBeCloseTo(71);
    });
  });
});
