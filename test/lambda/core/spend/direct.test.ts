import { directFigures } from "../../../../lambda/core/spend/direct";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);
const FIVE = 5 * MINUTE_MS;
const series = (...list: readonly (readonly [atMs: number, count: number])[]) => ({
  timesMs: list.map(([at]) => at),
  values: list.map(([, count]) => count),
});

describe("publishes straight to phones", () => {
  it("are the most of the periods that late points may still fill", () => {
    const direct = series([NOON - 5 * FIVE, 900], [NOON - 4 * FIVE, 70], [NOON - FIVE, 3]);
    expect(directFigures(direct, NOON).publishes).toEqual({ value: 70, asOfMs: NOON });
  });

  it("are compared with the same time of day: the second most of 14 days, an hour's shift allowed", () => {
    const days = [9, 3, 4, 500, 5, 8, 2].map(
      (count, i) =>
        [NOON - (7 - i) * DAY_MS + (i % 2 === 0 ? 55 : -55) * MINUTE_MS, count] as const,
    );
    const elsewhere = [NOON - 4.5 * DAY_MS, 7000] as const;
    const all = [[NOON - 9 * DAY_MS, 1] as const, ...days, elsewhere].sort(([a], [b]) => a - b);
    expect(directFigures(series(...all), NOON).usual).toMatchObject({ value: 9 });
  });

  it("are usually none at an hour of silence", () => {
    const direct = series([NOON - 10 * DAY_MS, 5], [NOON - FIVE, 60]);
    expect(directFigures(direct, NOON).usual).toMatchObject({ value: 0 });
  });

  it("are absent with the reason: never published, or not for a while", () => {
    const never = { absent: "AWS has published no such metric yet" };
    expect(directFigures(series(), NOON)).toEqual({ publishes: never, usual: never });
    expect(directFigures(series([NOON - 3 * HOUR_MS - FIVE, 5]), NOON)).toEqual({
      publishes: { absent: "the metric is 3 h old" },
      usual: { absent: "fewer than 3 days are known" },
    });
  });
});
