import fc from "fast-check";
import {
  spendCurve,
  spentBetween,
  totalAt,
  usualIn,
  type SpendCurve,
} from "../../../../lambda/core/spend/spend-curve";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const FIVE = 5 * MINUTE_MS;
const usualHour = (curve: SpendCurve, endMs: number) => usualIn(curve, HOUR_MS, endMs);
const TURN = Date.UTC(2026, 11);
const points = (...list: readonly (readonly [atMs: number, usd: number])[]) => ({
  timesMs: list.map(([at]) => at),
  values: list.map(([, usd]) => usd),
});
const LATER = TURN + 40 * DAY_MS;

describe("what has been spent between two moments", () => {
  it("is the difference of the sums that their periods ended with", () => {
    const at = TURN + DAY_MS;
    const curve = spendCurve(points([at, 10], [at + FIVE, 13], [at + 2 * FIVE, 13.5]), FIVE, LATER);
    expect(spentBetween(curve, at + FIVE, at + 2 * FIVE)).toBeCloseTo(3);
    expect(spentBetween(curve, at + FIVE, at + 3 * FIVE)).toBeCloseTo(3.5);
  });

  it("is all of the value after the turn of the month", () => {
    const curve = spendCurve(points([TURN - FIVE, 800], [TURN, 2], [TURN + FIVE, 5]), FIVE, LATER);
    expect(spentBetween(curve, TURN, TURN + 2 * FIVE)).toBeCloseTo(5);
  });

  it("is spread from the turn on where the first value comes late", () => {
    const silent = spendCurve(
      points([TURN - 2 * HOUR_MS, 800], [TURN + HOUR_MS - FIVE, 6]),
      FIVE,
      LATER,
    );
    expect(spentBetween(silent, TURN - HOUR_MS, TURN)).toBe(0);
    expect(spentBetween(silent, TURN, TURN + HOUR_MS / 2)).toBeCloseTo(3);
  });

  it("charges nothing where AWS resets the sum late", () => {
    const curve = spendCurve(
      points([TURN - FIVE, 800], [TURN, 800.5], [TURN + FIVE, 0.75], [TURN + 2 * FIVE, 1]),
      FIVE,
      LATER,
    );
    expect(spentBetween(curve, TURN, TURN + 3 * FIVE)).toBeCloseTo(1.5);
  });

  it("charges nothing for cents that AWS takes back and adds again, at the turn neither", () => {
    const at = TURN + DAY_MS;
    const dips = [10, 9.9, 10, 9.8, 10.1].map((usd, i) => [at + i * FIVE, usd] as const);
    expect(spendCurve(points(...dips), FIVE, LATER).totals.at(-1)).toBeCloseTo(0.1);
    const late = points([TURN - FIVE, 800], [TURN, 799.9], [TURN + FIVE, 0.5]);
    expect(spendCurve(late, FIVE, LATER).totals.at(-1)).toBeCloseTo(0.5);
  });

  it("charges nothing where AWS corrects the sum within a month", () => {
    const at = TURN + 9 * DAY_MS;
    const curve = spendCurve(
      points([at, 100], [at + FIVE, 99.5], [at + 2 * FIVE, 100.5]),
      FIVE,
      LATER,
    );
    // What was taken back and is spent again is the same money.
    expect(spentBetween(curve, at, at + 3 * FIVE)).toBeCloseTo(0.5);
  });

  it("takes a fall to under half for a reset on whichever day", () => {
    const at = TURN + 9 * DAY_MS;
    const curve = spendCurve(points([at, 100], [at + FIVE, 3]), FIVE, LATER);
    expect(spentBetween(curve, at, at + 2 * FIVE)).toBeCloseTo(3);
  });

  it("is spread evenly over a gap", () => {
    const at = TURN + DAY_MS;
    const curve = spendCurve(points([at, 10], [at + 4 * HOUR_MS, 50]), FIVE, LATER);
    expect(spentBetween(curve, at + FIVE + 3 * HOUR_MS, at + FIVE + 4 * HOUR_MS)).toBeCloseTo(10);
  });

  it("begins to flow when it is told to, within the gap", () => {
    const at = TURN + DAY_MS;
    const series = points([at, 10], [at + 4 * HOUR_MS, 50]);
    const curve = spendCurve(series, FIVE, LATER, (_, toMs) => toMs - HOUR_MS);
    expect(spentBetween(curve, at, at + FIVE + 3 * HOUR_MS)).toBe(0);
    expect(spentBetween(curve, at + FIVE + 3 * HOUR_MS, at + FIVE + 3.5 * HOUR_MS)).toBeCloseTo(20);
  });

  it("leaves out what lies ahead, and ends an open period now", () => {
    const at = TURN + DAY_MS;
    const curve = spendCurve(
      points([at, 10], [at + FIVE, 12], [at + 2 * FIVE, 99]),
      FIVE,
      at + FIVE + 1,
    );
    expect(curve.timesMs).toEqual([at + FIVE, at + FIVE + 1]);
    expect(curve.totals).toEqual([0, 2]);
  });
});

/** Money at random minutes of two months, as a sum that AWS resets at the turn. */
const spending = fc
  .array(
    fc.tuple(fc.integer({ min: -30 * 288, max: 30 * 288 }), fc.integer({ min: 1, max: 5000 })),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((list) => {
    const cents = new Map<number, number>();
    for (const [bin, more] of list) cents.set(bin, (cents.get(bin) ?? 0) + more);
    return [...cents].sort(([a], [b]) => a - b);
  });

function published(cents: readonly (readonly [number, number])[]) {
  let sum = 0;
  let before = -Infinity;
  return points(
    ...cents.map(([bin, more]) => {
      sum = before < 0 && bin >= 0 ? more : sum + more;
      before = bin;
      return [TURN + bin * FIVE, sum] as const;
    }),
  );
}

describe("the curve", () => {
  it("never falls and never holds more than was spent", () => {
    fc.assert(
      fc.property(spending, (cents) => {
        const { timesMs, totals } = spendCurve(published(cents), FIVE, LATER);
        expect(timesMs.every((time, i) => i === 0 || time > timesMs[i - 1]!)).toBe(true);
        expect(totals.every((total, i) => i === 0 || total >= totals[i - 1]!)).toBe(true);
        const spent = cents.slice(1).reduce((sum, [, more]) => sum + more, 0);
        expect(totals.at(-1)).toBeLessThanOrEqual(spent);
      }),
    );
  });

  it("holds all that was spent since its first point where the turn shows as a fall", () => {
    fc.assert(
      fc.property(spending, (cents) => {
        const series = published(cents);
        const turn = cents.findIndex(([bin]) => bin >= 0);
        fc.pre(turn <= 0 || series.values[turn]! < 0.95 * series.values[turn - 1]!);
        const spent = cents.slice(1).reduce((sum, [, more]) => sum + more, 0);
        expect(spendCurve(series, FIVE, LATER).totals.at(-1)).toBe(spent);
      }),
    );
  });

  it("tells the same of the ends of whatever remains when points are missing within a month", () => {
    fc.assert(
      fc.property(spending, fc.infiniteStream(fc.boolean()), (cents, lost) => {
        const { timesMs, values } = published(cents.filter(([bin]) => bin >= 0));
        const kept = timesMs.flatMap((time, i) =>
          i === 0 || i === timesMs.length - 1 || lost.next().value
            ? [[time, values[i]!] as const]
            : [],
        );
        const some = spendCurve(points(...kept), FIVE, LATER).totals.at(-1);
        expect(some).toBe(spendCurve({ timesMs, values }, FIVE, LATER).totals.at(-1));
      }),
    );
  });

  it("splits a span into its parts", () => {
    const moment = fc.integer({ min: TURN - 31 * DAY_MS, max: LATER });
    fc.assert(
      fc.property(spending, moment, moment, moment, (cents, ...moments) => {
        const curve = spendCurve(published(cents), FIVE, LATER);
        const [a, b, c] = moments.sort((x, y) => x - y);
        const parts = spentBetween(curve, a, b) + spentBetween(curve, b, c);
        expect(parts).toBeCloseTo(spentBetween(curve, a, c), 6);
      }),
    );
  });
});

describe("what an hour usually costs", () => {
  /** So many dollars from 9 to 10 on each of the days before the given one, the latest first. */
  function daysOf(...usd: readonly number[]) {
    const today = TURN + 20 * DAY_MS;
    const list: [number, number][] = [[today - 15 * DAY_MS, 0]];
    let sum = 0;
    [...usd].reverse().forEach((dollars, i) => {
      const nine = today - (usd.length - i) * DAY_MS + 9 * HOUR_MS;
      list.push([nine - FIVE, sum]);
      sum += dollars;
      list.push([nine + HOUR_MS - FIVE, sum]);
    });
    return { curve: spendCurve(points(...list), FIVE, today + DAY_MS), today };
  }

  it("is the second most of 14 days: one bad day is forgiven", () => {
    const { curve, today } = daysOf(3, 2, 90, 2, 4, 3, 2, 3, 2, 2, 3, 2, 2, 2);
    expect(usualHour(curve, today + 10 * HOUR_MS)).toBeCloseTo(4);
  });

  it("knows what happens once a week", () => {
    const { curve, today } = daysOf(2, 2, 2, 2, 2, 2, 30, 2, 2, 2, 2, 2, 2, 31);
    expect(usualHour(curve, today + 10 * HOUR_MS)).toBeCloseTo(30);
  });

  it("bears the clocks going forward or back", () => {
    const { curve, today } = daysOf(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3);
    expect(usualHour(curve, today + 11 * HOUR_MS)).toBeCloseTo(3);
    expect(usualHour(curve, today + 9 * HOUR_MS)).toBeCloseTo(3);
    expect(usualHour(curve, today + 13 * HOUR_MS)).toBeCloseTo(0);
  });

  it("is not known in the first three days", () => {
    const at = TURN + DAY_MS;
    const curve = spendCurve(points([at, 1], [at + 2 * DAY_MS, 9]), FIVE, LATER);
    expect(usualHour(curve, at + 3 * DAY_MS)).toBeUndefined();
    expect(usualHour({ timesMs: [], totals: [] }, at)).toBeUndefined();
    expect(totalAt({ timesMs: [], totals: [] }, at)).toBe(0);
  });
});
