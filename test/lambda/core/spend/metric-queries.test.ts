import type { CountryMetric } from "../../../../lambda/core/spend/country-metrics";
import { metricQueries } from "../../../../lambda/core/spend/metric-queries";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

const SETTINGS = spendSettings({ monthlyBudgetUsd: 1000 });
const QUARTERLY = spendSettings({ monthlyBudgetUsd: 1000, countryMinutes: 15 });
const NOON = Date.UTC(2026, 10, 17, 12);
const countries = (many: number): CountryMetric[] =>
  Array.from({ length: many }, (_, i) => ({ country: `C${i}`, smsType: "Transactional" }));

describe("the queries of a run", () => {
  it("ask for the month's sum without a dimension, by its maximum", () => {
    const [call] = metricQueries([], NOON, SETTINGS);
    expect(call?.queries[0]).toMatchObject({
      namespace: "AWS/SNS",
      metricName: "SMSMonthToDateSpentUSD",
      dimensions: {},
      statistic: "Maximum",
      periodMs: 5 * MINUTE_MS,
    });
    expect(call?.queries[1]?.dimensions).toEqual({ PhoneNumber: "PhoneNumberDirect" });
  });

  it("begin and end on the hour, 16 days back and past now", () => {
    const nowMs = NOON + 17 * MINUTE_MS;
    const [call] = metricQueries([], nowMs, SETTINGS);
    expect(call?.startMs).toBe(NOON - 16 * DAY_MS);
    expect(call?.endMs).toBe(NOON + HOUR_MS);
  });

  it("are at most 500 a call, each call's ids distinct", () => {
    const calls = metricQueries(countries(700), NOON, SETTINGS);
    expect(calls.map(({ queries }) => queries.length)).toEqual([500, 202, 500, 200]);
    for (const { queries } of calls) {
      expect(new Set(queries.map(({ id }) => id)).size).toBe(queries.length);
    }
  });

  it("leave the countries out between two times at which they are due", () => {
    const asked = [0, 5, 10, 15, 20].map((minute) =>
      metricQueries(countries(2), NOON + minute * MINUTE_MS, QUARTERLY).flatMap(
        ({ queries }) => queries,
      ),
    );
    expect(asked.map(({ length }) => length)).toEqual([6, 2, 2, 6, 2]);
  });

  it("ask AWS End User Messaging for parts, deliveries, blocks and, where used, feedback", () => {
    const asked = (hasFeedback: boolean) =>
      metricQueries([{ country: "UZ", hasFeedback }], NOON, SETTINGS).map(({ queries }) =>
        queries.slice(-4).map(({ metricName, dimensions }) => [metricName, dimensions]),
      );
    const UZ = { IsoCountryCode: "UZ" };
    const day = [
      ["NumberOfTextMessagePartsDelivered", UZ],
      ["TextMessagesBlockedByProtect", UZ],
    ];
    expect(asked(false)[0]).toContainEqual(["NumberOfTextMessagePartsSent", UZ]);
    expect(asked(false)[1]).toEqual(day);
    expect(asked(true)[1]).toEqual([
      ...day,
      ["NumberOfTextMessagesExpectingFeedback", UZ],
      ["NumberOfTextMessagesWithFeedback", { ...UZ, MessageFeedbackStatus: "RECEIVED" }],
    ]);
  });

  it("ask for a country's delivered share of the last day only", () => {
    const success = metricQueries(countries(1), NOON, SETTINGS).at(-1);
    expect(success?.queries.map(({ metricName }) => metricName)).toEqual(["SMSSuccessRate"]);
    expect(success?.startMs).toBe(NOON - DAY_MS);
  });
});
