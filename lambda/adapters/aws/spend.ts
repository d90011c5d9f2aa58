import {
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type CloudWatchClient,
  type GetMetricDataCommandOutput,
  type MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import {
  paginateDescribeSpendLimits,
  type PinpointSMSVoiceV2Client,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import type {
  EndUserMessagingLimitSource,
  MetricSource,
  MetricResult,
  SmsLimitSource,
} from "../../core/spend/readings";
import type {
  CountryMetric,
  EndUserMessagingCountry,
  SnsCountry,
} from "../../core/spend/country-metrics";
import { SPEND_NAMESPACE } from "../../core/model/spend-metric";
import type { MetricSink } from "../../core/spend/spend-metrics";
import type { MetricCall, MetricQuery } from "../../core/spend/metric-queries";
import { GetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";

/** A query of the core, as GetMetricData wants it. */
export const queryOf = ({
  id,
  namespace,
  metricName,
  dimensions,
  statistic,
  periodMs,
}: Omit<MetricQuery, "reads" | "of">) => ({
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

interface Listed {
  readonly name: string;
  readonly dimensions: ReadonlyMap<string, string>;
}

/** Metrics with these dimensions and no other: a filter by two also finds those that have a third. */
async function listed(
  client: CloudWatchClient,
  { areRecent }: CountryScope,
  wanted: {
    readonly Namespace: string;
    readonly MetricName?: string;
    readonly dimensions: readonly string[];
  },
): Promise<readonly Listed[]> {
  const { dimensions: names, ...filter } = wanted;
  const found: Listed[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListMetricsCommand({
        ...filter,
        Dimensions: names.map((Name) => ({ Name })),
        ...(areRecent && { RecentlyActive: "PT3H" }),
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    for (const { MetricName = "", Dimensions = [] } of page.Metrics ?? []) {
      const dimensions = new Map(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
      const isWanted =
        dimensions.size === names.length && names.every((name) => dimensions.has(name));
      if (isWanted) found.push({ name: MetricName, dimensions });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

async function snsCountries(client: CloudWatchClient, scope: CountryScope): Promise<SnsCountry[]> {
  const found = await listed(client, scope, {
    Namespace: "AWS/SNS",
    MetricName: "NumberOfMessagesPublished",
    dimensions: ["Country", "SMSType"],
  });
  return found.map(({ dimensions }) => ({
    country: dimensions.get("Country") ?? "",
    smsType: dimensions.get("SMSType") ?? "",
  }));
}

/** By any of their metrics: a country that Protect blocks altogether has no parts sent. */
async function endUserMessagingCountries(
  client: CloudWatchClient,
  scope: CountryScope,
): Promise<EndUserMessagingCountry[]> {
  const Namespace = "AWS/SMSVoice";
  const found = await listed(client, scope, { Namespace, dimensions: ["IsoCountryCode"] });
  const countries = new Map<string, boolean>();
  for (const { name, dimensions } of found) {
    const country = dimensions.get("IsoCountryCode") ?? "";
    const hasFeedback = name === "NumberOfTextMessagesExpectingFeedback";
    countries.set(country, hasFeedback || (countries.get(country) ?? false));
  }
  return [...countries].map(([country, hasFeedback]) => ({ country, hasFeedback }));
}

const listCountries = async (
  client: CloudWatchClient,
  scope: CountryScope,
): Promise<readonly CountryMetric[]> => [
  ...(await snsCountries(client, scope)),
  ...(await endUserMessagingCountries(client, scope)),
];

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

/** https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_DescribeSpendLimits.html */
export const endUserMessagingLimitSource =
  (client: PinpointSMSVoiceV2Client): EndUserMessagingLimitSource =>
  async () => {
    const limits = [];
    for await (const { SpendLimits = [] } of paginateDescribeSpendLimits({ client }, {})) {
      for (const { Name, EnforcedLimit } of SpendLimits) {
        if (Name === undefined || EnforcedLimit === undefined) continue;
        limits.push({ name: Name, enforcedUsd: EnforcedLimit });
      }
    }
    return limits;
  };
