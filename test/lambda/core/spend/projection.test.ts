import { isKnown, type Figure, type Known } from "../../../../lambda/core/spend/figure";
import { projectedMonthEnd } from "../../../../lambda/core/spend/projection";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { DAY_MS, dayOf, HOUR_MS } from "../../../../lambda/core/model/time";

const SETTINGS = spendSettings({ monthlyBudgetUsd: 1000 });

/** A curve whose days, up to today's beginning, cost so much each, and its figure of the month. */
function spending(nowMs: number, thisMonthUsd: number, ...days: readonly number[]) {
  const today = dayOf(nowMs) * DAY_MS;
  const timesMs = [...days.map((_, i) => today - (days.length - i) * DAY_MS), today];
  let sum = 0;
  const totals = [0, ...days.map((usd) => (sum += usd))];
  if (nowMs > today) {
    timesMs.push(nowMs);
    totals.push(sum);
  }
  return { curve: { timesMs, totals }, thisMonth: { value: thisMonthUsd, asOfMs: nowMs } };
}

function projected(nowMs: number, thisMonthUsd: number, ...days: readonly number[]) {
  const { curve, thisMonth } = spending(nowMs, thisMonthUsd, ...days);
  return projectedMonthEnd(thisMonth, curve, nowMs, SETTINGS);
}

function known(figure: Figure): Known<number> {
  if (!isKnown(figure)) throw new Error(`absent: ${figure.absent}`);
  return figure;
}

describe("the projected month end", () => {
  const week = [10, 10, 10, 10, 10, 10, 10];

  it("adds the rest of the month by its true length", () => {
    expect(projected(Date.UTC(2026, 10, 11), 100, ...week)).toMatchObject({ value: 300 });
    expect(projected(Date.UTC(2027, 1, 11), 100, ...week)).toMatchObject({ value: 280 });
    expect(projected(Date.UTC(2028, 1, 11), 100, ...week)).toMatchObject({ value: 290 });
    expect(projected(Date.UTC(2026, 11, 11), 100, ...week)).toMatchObject({ value: 310 });
  });

  it("takes one day's attack for spent, not for what comes", () => {
    const days = [10, 10, 500, 10, 10, 10, 10];
    const { value } = known(projected(Date.UTC(2026, 10, 11), 590, ...days));
    expect(value).toBeGreaterThanOrEqual(790);
    expect(value).toBeLessThan(796);
  });

  it("takes each day to come for one of its weekday, once two weeks are known", () => {
    // Wednesday, 11 November: the weeks before began on Wednesdays too.
    const shape = [10, 10, 10, 2, 2, 10, 10];
    const wednesday = Date.UTC(2026, 10, 11);
    const { value } = known(projected(wednesday, 100, ...shape, ...shape));
    // 20 days: two weeks, and Wednesday to Monday.
    expect(value).toBeCloseTo(100 + 2 * 54 + 44);
  });

  it("counts quiet Sundays where one week is known only", () => {
    const first = [9, 11.5, 11, 11, 11.5, 12, 7, 6];
    const { value } = known(projected(Date.UTC(2026, 10, 9), 79, ...first));
    expect(Math.abs(value / (79 + 22 * 10) - 1)).toBeLessThan(0.005);
  });

  it("believes a weekday's difference no more than its two weeks agree", () => {
    // One day is left, the 30th.
    const lastMonday = (...days: readonly number[]): number => {
      const { curve, thisMonth } = spending(Date.UTC(2026, 10, 30), 100, ...days);
      const figure = projectedMonthEnd(thisMonth, curve, Date.UTC(2026, 10, 30), SETTINGS);
      return known(figure).value - 100;
    };
    expect(lastMonday(5, ...week.slice(1), 5, ...week.slice(1))).toBeCloseTo(5);
    const byChance = lastMonday(8, 10, 12, 9, 11, 10, 10, 10, 8, 11, 12, 9, 10, 10);
    expect(Math.abs(byChance / 10 - 1)).toBeLessThan(0.03);
  });

  it("takes neither an attack nor its weekday for usual where two weeks are known", () => {
    const attacked = [...week, 10, 10, 500, 10, 10, 10, 10];
    const { value } = known(projected(Date.UTC(2026, 10, 11), 590, ...attacked));
    expect(value).toBeGreaterThan(780);
    expect(value).toBeLessThan(815);
  });

  /** What each of the 20 days to come costs after a week of $10 a day. */
  const dayAfter = (...last: readonly number[]): number =>
    (known(projected(Date.UTC(2026, 10, 11), 100, ...week, ...last)).value - 100) / 20;

  it("follows a business that grows or shrinks by a little, as if that went on for a week", () => {
    const steady = (usd: number): number => (usd + (usd + 10) / 2) / 2;
    const growth = 0.4 / 10.2;
    expect(dayAfter(...week.map(() => 10.4))).toBeCloseTo(steady(10.4) * (1 + growth));
    expect(dayAfter(...week.map(() => 9.6))).toBeCloseTo(steady(9.6) * (1 - 0.4 / 9.8));
  });

  it("follows a business that has doubled half way to the last week, and a tenth", () => {
    expect(dayAfter(...week.map(() => 20))).toBeCloseTo(17.5 * 1.1);
  });

  it("believes no growth that is within the chance of its days", () => {
    const last = [13, 7, 14, 8, 12, 7, 12];
    expect(dayAfter(...last)).toBeLessThan(10.5);
    expect(dayAfter(...last)).toBeGreaterThan(9.5);
  });

  it("bears a business that sends on one day of the week alone, or began last week", () => {
    const once = [0, 0, 50, 0, 0, 0, 0];
    const ended = known(projected(Date.UTC(2026, 10, 11), 100, ...once, ...once)).value;
    expect(ended).toBeGreaterThanOrEqual(100);
    expect(ended).toBeLessThan(100 + 20 * 50);
    const begun = [0, 0, 0, 0, 0, 0, 0, ...week];
    expect(known(projected(Date.UTC(2026, 10, 11), 100, ...begun)).value).toBeGreaterThan(199);
  });

  it("takes the days of last month on the 2nd", () => {
    expect(projected(Date.UTC(2026, 10, 2), 10, ...week)).toMatchObject({ value: 300 });
  });

  it("takes the days there are where there is no week yet, but a day at least", () => {
    const nowMs = Date.UTC(2026, 10, 11);
    expect(projected(nowMs, 100, 10, 20)).toMatchObject({ value: 400 });
    const { thisMonth } = spending(nowMs, 100);
    const young = { timesMs: [nowMs - 20 * HOUR_MS, nowMs], totals: [0, 9] };
    expect(projectedMonthEnd(thisMonth, young, nowMs, SETTINGS)).toEqual({
      absent: "less than a day is known",
    });
  });

  it("is absent in the month's first hours, under the floor and without recent data", () => {
    const early = Date.UTC(2026, 10, 1, 11, 59);
    expect(projected(early, 100, ...week)).toEqual({ absent: "the month is not 12 h old" });
    expect(projected(early + 60_000, 100, ...week)).toHaveProperty("value");
    expect(projected(Date.UTC(2026, 10, 11), 4.99, ...week)).toEqual({
      absent: "less than $5.00 is spent",
    });
    const { curve, thisMonth } = spending(Date.UTC(2026, 10, 11), 100, ...week);
    const later = Date.UTC(2026, 10, 12, 2);
    expect(projectedMonthEnd(thisMonth, curve, later, SETTINGS)).toEqual({
      absent: "the metric is 26 h old",
    });
  });

  it("passes on why this month's figure is absent", () => {
    const { curve } = spending(Date.UTC(2026, 10, 11), 100, ...week);
    const absent = { absent: "AWS still gives the sum of last month" };
    expect(projectedMonthEnd(absent, curve, Date.UTC(2026, 10, 11), SETTINGS)).toBe(absent);
  });
});
