import { estimatedHour } from "../../../../lambda/core/spend/estimated-hour";
import { spendCurve } from "../../../../lambda/core/spend/spend-curve";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);
const FIVE = 5 * MINUTE_MS;
/** The sum holds all until noon: $1 an hour since nine. */
const CURVE = spendCurve(
  {
    timesMs: [9, 10, 11, 12].map((hour) => NOON + (hour - 12) * HOUR_MS - FIVE),
    values: [10, 11, 12, 13],
  },
  FIVE,
  NOON + HOUR_MS,
);

/** So many texts in the five minutes that begin so many minutes from noon on. */
type Texts = readonly (readonly [minute: number, count: number])[];
const texts = (...list: Texts) => ({
  timesMs: list.map(([minute]) => NOON + minute * MINUTE_MS),
  values: list.map(([, count]) => count),
});
/** Ten in the hour before noon, so that a text costs ten cents. */
const TEN = [
  [-45, 5],
  [-20, 5],
] as const;
const at = (minutes: number) => NOON + minutes * MINUTE_MS;
const estimate = (...list: Texts) => estimatedHour(CURVE, texts(...list), at(20));

describe("the hour that ends with the newest text", () => {
  it("costs what the sum holds of it and the texts since at the last hour's price", () => {
    // The sum's 45 minutes of it, and eight texts.
    const expected = { value: expect.closeTo(0.75 + 0.8) as number, asOfMs: at(15) };
    expect(estimate(...TEN, [0, 6], [10, 2])).toEqual(expected);
  });

  it("is as old as the sum where that holds every text, and is not estimated", () => {
    expect(estimate(...TEN)).toBeUndefined();
    expect(estimate(...TEN, [-5, 4])).toBeUndefined();
    expect(estimate(...TEN, [0, 1])).toBeDefined();
  });

  it("is not estimated where the sum is an hour behind", () => {
    const later = texts(...TEN, [50, 9]);
    expect(estimatedHour(CURVE, later, at(59))).toBeDefined();
    expect(estimatedHour(CURVE, later, at(60))).toBeUndefined();
  });

  it("is not estimated by the price of two texts, nor without a sum or a text", () => {
    expect(estimate([-20, 2], [0, 50])).toBeUndefined();
    expect(estimate()).toBeUndefined();
    expect(estimatedHour({ timesMs: [], totals: [] }, texts(...TEN), at(0))).toBeUndefined();
  });

  it("takes no text for dearer than AWS sells one: the sum may hold others", () => {
    expect(estimate([-20, 3], [0, 4])!.value).toBeCloseTo(55 / 60 + 4 / 3);
    const few = spendCurve(
      { timesMs: [NOON - HOUR_MS - FIVE, NOON - FIVE], values: [10, 100] },
      FIVE,
      at(20),
    );
    const capped = estimatedHour(few, texts(...TEN, [0, 4]), at(20))!;
    expect(capped.value).toBeCloseTo((90 * 55) / 60 + 4 * 0.5);
  });
});
