import { DAY_MS, HOUR_MS } from "../../../../lambda/core/model/time";
import { spendSilentMs } from "../../../../lambda/core/spend/silence";
import type { MetricSeries } from "../../../../lambda/core/spend/series";

const NOON = Date.UTC(2026, 10, 17, 12);
const hourly = (fromMs: number, untilMs: number, value: number): MetricSeries => {
  const timesMs: number[] = [];
  for (let at = fromMs; at < untilMs; at += HOUR_MS) timesMs.push(at);
  return { timesMs, values: timesMs.map(() => value) };
};
const sums = hourly(NOON - 3 * DAY_MS, NOON - 8 * HOUR_MS, 12);

describe("the sum's silence", () => {
  it("is how long texts went out since it was last told", () => {
    expect(spendSilentMs(sums, hourly(NOON - 3 * DAY_MS, NOON, 4), NOON)).toBe(8 * HOUR_MS);
  });

  it("is none in a business that sends nothing either", () => {
    const direct = hourly(NOON - 3 * DAY_MS, NOON - 8 * HOUR_MS, 4);
    expect(spendSilentMs(sums, direct, NOON)).toBe(0);
    expect(spendSilentMs(sums, hourly(0, 0, 0), NOON)).toBe(0);
  });

  it("is none for a few texts, and none of texts of days ago", () => {
    expect(spendSilentMs(sums, hourly(NOON - 2 * HOUR_MS, NOON, 4), NOON)).toBe(0);
    expect(spendSilentMs(sums, hourly(NOON - 3 * DAY_MS, NOON, 4), NOON + 2 * DAY_MS)).toBe(0);
  });

  it("begins with the first text where the sum was never told", () => {
    const none = { timesMs: [], values: [] };
    expect(spendSilentMs(none, hourly(NOON - 7 * HOUR_MS, NOON, 4), NOON)).toBe(6 * HOUR_MS);
  });
});
