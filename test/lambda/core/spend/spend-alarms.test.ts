import { spendAlarms } from "../../../../lambda/core/spend/spend-alarms";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";

const alarms = spendAlarms(spendSettings({ monthlyBudgetUsd: 1000, limitHours: 9 }));
const of = (id: string) => alarms.find((alarm) => alarm.id === id);

describe("the alarms", () => {
  it("take their lines from the settings", () => {
    expect(of("limit-near")?.threshold).toBe(9);
    expect(of("month-over-budget")?.threshold).toBe(1000);
  });

  it("page for money that moves fast, a near limit and volumes, not for a slow month", () => {
    expect(alarms.filter(({ joinsComposite }) => joinsComposite).map(({ id }) => id)).toEqual([
      "money-fast",
      "limit-near",
      "direct-volume",
      "country-volume",
    ]);
  });

  it("page once more for what has grown to five times the line", () => {
    const again = alarms.filter(({ pagesAgain }) => pagesAgain === true);
    expect(again.map(({ id, metric, threshold }) => [id, metric, threshold])).toEqual([
      ["money-growing", "HourlySpendOfAllowed", 5],
    ]);
  });

  it("stay within what CloudWatch takes: a day of short periods, a week of hours", () => {
    for (const { periodMinutes, evaluationPeriods, datapointsToAlarm } of alarms) {
      const days = (periodMinutes * evaluationPeriods) / 1440;
      expect(days).toBeLessThanOrEqual(periodMinutes < 60 ? 1 : 7);
      expect(datapointsToAlarm).toBeLessThanOrEqual(evaluationPeriods);
    }
  });

  it("each say why missing data mean what they mean", () => {
    for (const { missingDataReason } of alarms)
      expect(missingDataReason.length).toBeGreaterThan(20);
  });

  it("tell somebody, each", () => {
    for (const { tells, joinsComposite, pagesAgain = false } of alarms) {
      expect(tells.length > 0 || joinsComposite || pagesAgain).toBe(true);
    }
  });
});
