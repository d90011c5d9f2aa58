import { parseConfig } from "../../../../lambda/core/model/config";
import { estimate, sumsReached } from "../../../../lambda/core/model/money";

const config = parseConfig({ assumedPriceUsd: 0.07 });

test("an estimate is messages times the assumed price, to the cent, and says so", () => {
  expect(estimate(3, config)).toEqual({ usd: 0.21, isEstimate: true });
  expect(estimate(0, config)).toEqual({ usd: 0, isEstimate: true });
});

test("a sum is reached at the sum itself", () => {
  expect([99.99, 100, 999.99, 1000, 50_000].map((usd) => sumsReached(usd, config))).toEqual([
    0, 1, 1, 2, 3,
  ]);
});

test("without sums nothing escalates by money", () => {
  expect(sumsReached(1e9, parseConfig({ escalateAtUsd: [] }))).toBe(0);
});
