import { spendSettings } from "../../../../lambda/core/spend/spend-settings";

test.each([
  [5, 1],
  [30, 1],
  [45, 1.5],
  [60, 2],
  [9000, 2],
])("with a budget of $%d an hour may always cost $%d", (monthlyBudgetUsd, usd) => {
  expect(spendSettings({ monthlyBudgetUsd }).hourFloorUsd).toBeCloseTo(usd);
});

test.each([
  [0.5, 0.5],
  [20, 5],
  [9000, 5],
])("with a budget of $%d a month is projected from $%d on", (monthlyBudgetUsd, usd) => {
  expect(spendSettings({ monthlyBudgetUsd }).projectionFloorUsd).toBeCloseTo(usd);
});

test("what is chosen stands, whatever the budget", () => {
  expect(spendSettings({ monthlyBudgetUsd: 30, hourFloorUsd: 9 }).hourFloorUsd).toBe(9);
});
