import { readFileSync } from "node:fs";
import { join } from "node:path";
import { directFigures } from "../../../../lambda/core/spend/direct";
import { spendFigures } from "../../../../lambda/core/spend/spend-figures";
import { spendMetrics } from "../../../../lambda/core/spend/spend-metrics";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const NOON = Date.UTC(2026, 10, 17, 12);
const FIVE = 5 * MINUTE_MS;
const series = (...list: readonly (readonly [atMs: number, count: number])[]) => ({
  timesMs: list.map(([at]) => at),
  values: list.map(([, count]) => count),
});

describe("publishes straight to phones", () => {
  it("are the most of the periods that late points may still fill", () => {
    const direct = series([NOON - 8 * FIVE, 900], [NOON - 7 * FIVE, 70], [NOON - FIVE, 3]);
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

it.each(["docs/what-cannot-be-seen.md", "docs/tuning.md", "README.md"])(
  "%s says from which volume on a direct publish is told",
  (path) => {
    const text = readFileSync(join(__dirname, "../../../..", path), "utf8").replace(/\s+/g, " ");
    const { directFloor } = spendSettings({ monthlyBudgetUsd: 100 });
    expect(text).toMatch(new RegExp(`\\b${directFloor} (publishes )?in five minutes`));
    const at = Date.UTC(2026, 10, 17, 12);
    const allowed = (publishes: number): number => {
      const direct = { timesMs: [at - 5 * 60_000], values: [publishes] };
      const readings = { spend: { timesMs: [], values: [] }, direct };
      const metrics = spendMetrics(
        spendFigures(readings, at, spendSettings({ monthlyBudgetUsd: 100 })),
      );
      return metrics.find(({ name }) => name === "DirectPublishesOfAllowed")?.value ?? NaN;
    };
    expect(allowed(directFloor)).toBe(1);
    expect(allowed(directFloor - 1)).toBeLessThan(1);
    // What a test of 15 publishes to one number leaves.
    expect(allowed(15)).toBeLessThan(1);
  },
);
