import {
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type CloudWatchClient,
  type GetMetricDataCommandOutput,
  type MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import type { MetricSource, MetricResult, SmsLimitSource } from "../../core/spend/readings";
import { SPEND_NAMESPACE } from "../../core/model/spend-metric";
import type { MetricSink } from "../../core/spend/spend-metrics";
import type { CountryMetric, MetricCall, MetricQuery } from "../../core/spend/metric-queries";
import { GetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";

const queryOf = ({ id, namespace, metricName, dimensions, statistic, periodMs }: MetricQuery) => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Stat: statistic,
    Period: periodMs / 1000,
  },
});

/** Partial data are a page, of which more follow; these two mean that values are missing. */
const REFUSED: readonly unknown[] = ["Forbidden", "InternalError"];

function resultOf({ Id = "", StatusCode, ...result }: MetricDataResult): MetricResult {
  if (REFUSED.includes(StatusCode)) {
    throw new Error(`GetMetricData: ${StatusCode} for the query ${Id}`);
  }
  const { Timestamps = [], Values = [] } = result;
  return { id: Id, timesMs: Timestamps.map((time) => time.getTime()), values: Values };
}

/** Messages of a whole answer, such as that there are too many metrics: AWS then leaves some out. */
function check({ Messages = [] }: GetMetricDataCommandOutput): void {
  const [message] = Messages;
  if (message !== undefined) {
    throw new Error(`GetMetricData: ${message.Code ?? "?"}: ${message.Value ?? "?"}`);
  }
}

async function resultsOf(client: CloudWatchClient, call: MetricCall): Promise<MetricResult[]> {
  const results: MetricResult[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(call.startMs),
        EndTime: new Date(call.endMs),
        ScanBy: "TimestampAscending",
        MetricDataQueries: call.queries.map(queryOf),
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    check(page);
    results.push(...(page.MetricDataResults ?? []).map(resultOf));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return results;
}

/** Which countries to list: AWS itself tells those with messages in the last two weeks. */
export interface CountryScope {
  /** Only those of the last three hours, since AWS charges each metric that is then asked for. */
  readonly areRecent: boolean;
}

async function listCountries(
  client: CloudWatchClient,
  { areRecent }: CountryScope,
): Promise<CountryMetric[]> {
  const countries: CountryMetric[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListMetricsCommand({
        Namespace: "AWS/SNS",
        MetricName: "NumberOfMessagesPublished",
        Dimensions: [{ Name: "Country" }, { Name: "SMSType" }],
        ...(areRecent && { RecentlyActive: "PT3H" }),
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const { Dimensions = [] } of page.Metrics ?? []) {
      const valueOf = (name: string) => Dimensions.find(({ Name }) => Name === name)?.Value;
      const [country, smsType] = [valueOf("Country"), valueOf("SMSType")];
      // A filter by two dimensions also finds metrics that have a third.
      if (country === undefined || smsType === undefined || Dimensions.length > 2) continue;
      countries.push({ country, smsType });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return countries;
}

/** The metrics of the Region's CloudWatch. */
export const cloudWatchSource = (
  client: CloudWatchClient,
  scope: CountryScope = { areRecent: true },
): MetricSource => ({
  countries: () => listCountries(client, scope),
  answer: async (call) => ({ call, results: await resultsOf(client, call) }),
});

/** Metrics in one call, so that either all are there or none. */
export const cloudWatchSink =
  (client: CloudWatchClient): MetricSink =>
  async (metrics, atMs) => {
    if (metrics.length === 0) return;
    const Timestamp = new Date(atMs);
    await client.send(
      new PutMetricDataCommand({
        Namespace: SPEND_NAMESPACE,
        MetricData: metrics.map(({ name, value, unit }) => ({
          MetricName: name,
          Timestamp,
          Value: value,
          Unit: unit,
        })),
      }),
    );
  };

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSMSAttributes.html */
export const snsLimitSource =
  (client: SNSClient): SmsLimitSource =>
  async () => {
    const { attributes } = await client.send(
      new GetSMSAttributesCommand({ attributes: ["MonthlySpendLimit"] }),
    );
    return attributes?.MonthlySpendLimit;
  };
