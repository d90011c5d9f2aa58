import type { ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import { GetMetricDataCommand, type PutMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import { cloudWatchSink, cloudWatchSource } from "../../../../lambda/adapters/aws/spend";
import { metricQueries } from "../../../../lambda/core/spend/metric-queries";
import { readingsOf } from "../../../../lambda/core/spend/readings";
import { spendSettings } from "../../../../lambda/core/spend/spend-settings";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { cloudWatch } from "../../../support/cloudwatch";
import { clientOf, cloudWatchClient } from "../../../support/cloudwatch-client";

const NOW = Date.UTC(2026, 10, 17, 4, 45);
const SETTINGS = spendSettings({ monthlyBudgetUsd: 100 });
const [CALL] = metricQueries([], NOW, SETTINGS);
const complete = (Id: string, more: object = {}) => ({
  Id,
  StatusCode: "Complete",
  Timestamps: [],
  Values: [],
  ...more,
});

describe("the metrics of AWS", () => {
  test("are asked for by namespace, name, dimensions, statistic and period, oldest first", async () => {
    const { client, commands } = clientOf(() => ({ MetricDataResults: [] }));
    await cloudWatchSource(client).answer(CALL!);
    expect(commands).toHaveLength(1);
    expect(commands[0]!.input).toEqual({
      StartTime: new Date(NOW - 45 * MINUTE_MS - 16 * 24 * HOUR_MS),
      EndTime: new Date(Date.UTC(2026, 10, 17, 5)),
      ScanBy: "TimestampAscending",
      MetricDataQueries: [
        {
          Id: "q0",
          MetricStat: {
            Metric: {
              Namespace: "AWS/SNS",
              MetricName: "SMSMonthToDateSpentUSD",
              Dimensions: [],
            },
            Stat: "Maximum",
            Period: 300,
          },
        },
        {
          Id: "q1",
          MetricStat: {
            Metric: {
              Namespace: "AWS/SNS",
              MetricName: "NumberOfMessagesPublished",
              Dimensions: [{ Name: "PhoneNumber", Value: "PhoneNumberDirect" }],
            },
            Stat: "Sum",
            Period: 300,
          },
        },
      ],
    });
  });

  test("are read to the last page", async () => {
    const source = cloudWatch();
    const points = Array.from({ length: 20 }, (_, i) => {
      const atMs = NOW - (20 - i) * 5 * MINUTE_MS;
      return { atMs, value: i, arrivesMs: atMs };
    });
    const spend = { namespace: "AWS/SNS", metricName: "SMSMonthToDateSpentUSD", dimensions: {} };
    source.put(spend, points);
    const { client, commands } = cloudWatchClient(source, () => NOW, 7);
    const answer = await cloudWatchSource(client).answer(CALL!);
    expect(commands).toHaveLength(3);
    const { spend: series } = readingsOf([answer], false);
    expect(series).toEqual({
      timesMs: points.map(({ atMs }) => atMs),
      values: points.map(({ value }) => value),
    });
  });

  test.each(["Forbidden", "InternalError"])(
    "refuses an answer of which a metric is missing: %s",
    async (StatusCode) => {
      const MetricDataResults = [complete("q0"), complete("q1", { StatusCode })];
      const { client } = clientOf(() => ({ MetricDataResults }));
      await expect(cloudWatchSource(client).answer(CALL!)).rejects.toThrow(
        `GetMetricData: ${StatusCode} for the query q1`,
      );
    },
  );

  test("refuses an answer that AWS says is not whole", async () => {
    const Messages = [{ Code: "MaxMetricsExceeded", Value: "too many" }];
    const { client } = clientOf(() => ({ MetricDataResults: [complete("q0")], Messages }));
    await expect(cloudWatchSource(client).answer(CALL!)).rejects.toThrow("MaxMetricsExceeded");
  });

  test("refuses what a later page could not give", async () => {
    let page = 0;
    const { client } = clientOf(() => {
      if (page++ > 0) throw new Error("ThrottlingException");
      return { MetricDataResults: [complete("q0")], NextToken: "more" };
    });
    await expect(cloudWatchSource(client).answer(CALL!)).rejects.toThrow("ThrottlingException");
  });
});

describe("countries", () => {
  const metric = (...dimensions: readonly (readonly [string, string])[]) => ({
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
  });

  test("are those with messages of late, from every page", async () => {
    const pages: Record<string, object> = {
      first: {
        Metrics: [metric(["Country", "US"], ["SMSType", "Transactional"])],
        NextToken: "second",
      },
      second: { Metrics: [metric(["SMSType", "Promotional"], ["Country", "ID"])] },
    };
    const { client, commands } = clientOf((command) => {
      const { Namespace, NextToken } = (command as ListMetricsCommand).input;
      return Namespace === "AWS/SNS" ? pages[NextToken ?? "first"]! : { Metrics: [] };
    });
    expect(await cloudWatchSource(client).countries()).toEqual([
      { country: "US", smsType: "Transactional" },
      { country: "ID", smsType: "Promotional" },
    ]);
    expect(commands[0]!.input).toEqual({
      Namespace: "AWS/SNS",
      MetricName: "NumberOfMessagesPublished",
      Dimensions: [{ Name: "Country" }, { Name: "SMSType" }],
      RecentlyActive: "PT3H",
    });
  });

  test("of AWS End User Messaging are those with any metric of their own, feedback told", async () => {
    const of = (MetricName: string, ...dimensions: readonly (readonly [string, string])[]) => ({
      MetricName,
      ...metric(...dimensions),
    });
    const Metrics = [
      of("NumberOfTextMessagePartsSent", ["IsoCountryCode", "US"]),
      of("NumberOfTextMessagesExpectingFeedback", ["IsoCountryCode", "US"]),
      of("TextMessagesBlockedByProtect", ["IsoCountryCode", "UZ"]),
      of(
        "NumberOfTextMessagePartsSent",
        ["ProtectConfigurationId", "protect-1"],
        ["IsoCountryCode", "FR"],
      ),
    ];
    const { client, commands } = clientOf((command) => ({
      Metrics: (command as ListMetricsCommand).input.Namespace === "AWS/SMSVoice" ? Metrics : [],
    }));
    expect(await cloudWatchSource(client).countries()).toEqual([
      { country: "US", hasFeedback: true },
      { country: "UZ", hasFeedback: false },
    ]);
    expect(commands[1]!.input).toEqual({
      Namespace: "AWS/SMSVoice",
      Dimensions: [{ Name: "IsoCountryCode" }],
      RecentlyActive: "PT3H",
    });
  });

  test("leave metrics with other dimensions out", async () => {
    const { client } = clientOf(() => ({
      Metrics: [
        metric(["Country", "US"], ["SMSType", "Transactional"], ["TopicName", "news"]),
        metric(["Country", "US"]),
      ],
    }));
    expect(await cloudWatchSource(client).countries()).toEqual([]);
  });
});

describe("our metrics", () => {
  test("go in one call, under our namespace, at the run's time and without dimensions", async () => {
    const { client, commands } = clientOf(() => ({}));
    await cloudWatchSink(client)(
      [
        { name: "SpentLastHourUsd", value: 1.5, unit: "None" },
        { name: "DirectPublishes", value: 12, unit: "Count" },
      ],
      NOW,
    );
    expect(commands).toHaveLength(1);
    expect(commands[0]).not.toBeInstanceOf(GetMetricDataCommand);
    const expected: PutMetricDataCommandInput = {
      Namespace: "SmsPumping",
      MetricData: [
        { MetricName: "SpentLastHourUsd", Timestamp: new Date(NOW), Value: 1.5, Unit: "None" },
        { MetricName: "DirectPublishes", Timestamp: new Date(NOW), Value: 12, Unit: "Count" },
      ],
    };
    expect(commands[0]!.input).toEqual(expected);
  });

  test("are not sent where there are none: AWS refuses an empty call", async () => {
    const { client, commands } = clientOf(() => ({}));
    await cloudWatchSink(client)([], NOW);
    expect(commands).toEqual([]);
  });
});
