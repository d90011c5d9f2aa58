import { curveOf, monthSum, spentFigures } from "../../../../lambda/core/spend/spent";
import { NO_POINTS, type MetricSeries } from "../../../../lambda/core/spend/series";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);
const TURN = Date.UTC(2026, 10);
const series = (...list: readonly (readonly [atMs: number, usd: number])[]): MetricSeries => ({
  timesMs: list.map(([at]) => at),
  values: list.map(([, usd]) => usd),
});
const figures = (spend: MetricSeries, nowMs: number) =>
  spentFigures(spend, curveOf({ spend, direct: NO_POINTS }, nowMs), nowMs);

describe("what is spent", () => {
  it("is told with the moment for which it holds", () => {
    const spend = series(
      [NOON - DAY_MS, 50],
      [NOON - HOUR_MS - 10 * MINUTE_MS, 100],
      [NOON - 10 * MINUTE_MS, 112],
    );
    const asOfMs = NOON - 5 * MINUTE_MS;
    expect(figures(spend, NOON)).toMatchObject({
      thisMonth: { value: 112, asOfMs },
      lastHour: { value: 12, asOfMs },
    });
  });

  it("in the last hour is not told by a metric that is 3 h old, this month's still is", () => {
    const spend = series([NOON - 9 * HOUR_MS, 100], [NOON - 3 * HOUR_MS - 5 * MINUTE_MS, 112]);
    const { lastHour, last24Hours, thisMonth } = figures(spend, NOON);
    expect(lastHour).toEqual({ absent: "the metric is 3 h old" });
    expect(last24Hours).toEqual({ value: 12, asOfMs: NOON - 3 * HOUR_MS });
    expect(thisMonth).toMatchObject({ value: 112 });
  });

  it("is absent with the reason where AWS never published anything", () => {
    const absent = "AWS has published no such metric yet";
    expect(Object.values(figures(series(), NOON))).toEqual(Array(8).fill({ absent }));
  });

  it("in an hour takes two data points to know", () => {
    expect(figures(series([NOON - 5 * MINUTE_MS, 3]), NOON)).toMatchObject({
      thisMonth: { value: 3 },
      lastHour: { absent: "AWS has published one data point only" },
      usualHour: { absent: "fewer than 3 days are known" },
    });
  });

  it("this month is absent until AWS has published something in it", () => {
    const { thisMonth } = figures(series([TURN - 5 * MINUTE_MS, 800]), TURN + HOUR_MS);
    expect(thisMonth).toEqual({ absent: "AWS has published nothing since the month began" });
  });

  it("this month is absent while AWS still gives the sum of last month", () => {
    const late = series([TURN - 5 * MINUTE_MS, 800], [TURN, 801]);
    expect(figures(late, TURN + 10 * MINUTE_MS).thisMonth).toEqual({
      absent: "AWS still gives the sum of last month",
    });
    const reset = series([TURN - 5 * MINUTE_MS, 800], [TURN, 1]);
    expect(figures(reset, TURN + 10 * MINUTE_MS).thisMonth).toMatchObject({ value: 1 });
    const day2 = series([TURN - 5 * MINUTE_MS, 800], [TURN + DAY_MS, 801]);
    expect(figures(day2, TURN + DAY_MS + 10 * MINUTE_MS).thisMonth).toMatchObject({ value: 801 });
  });

  it("this month is known on a first day that passes all of last month, once the sum fell", () => {
    const attack = series(
      [TURN - 5 * MINUTE_MS, 20],
      [TURN + 5 * MINUTE_MS, 1],
      [TURN + HOUR_MS, 400],
    );
    expect(figures(attack, TURN + HOUR_MS + 10 * MINUTE_MS).thisMonth).toMatchObject({
      value: 400,
    });
  });

  it("this month is known where the sum began anew in an earlier time zone", () => {
    const early = series(
      [TURN - 10 * HOUR_MS, 800],
      [TURN - 9 * HOUR_MS, 1],
      [TURN - 5 * MINUTE_MS, 12],
      [TURN + 5 * MINUTE_MS, 13],
    );
    expect(figures(early, TURN + 10 * MINUTE_MS).thisMonth).toMatchObject({ value: 13 });
  });

  it("this month is withheld with its age once it is a day old", () => {
    const old = series([NOON - 30 * HOUR_MS, 100], [NOON - 26 * HOUR_MS, 112]);
    expect(figures(old, NOON).thisMonth).toEqual({ absent: "the metric is 25 h 55 min old" });
    expect(monthSum(old, NOON)).toMatchObject({ value: 112 });
  });
});
