import { GetMetricDataCommand, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { PoolFacts, ShareFacts, SpendLimitFacts } from "../../../core/health/facts";
import { baselineOf, BASELINE_DAYS } from "../../../core/counting/minutes/baseline";
import { cognitoClientUnconverted } from "../../../core/rules/cognito-client-unconverted";
import { DAY_MS, HOUR_MS, dayOf } from "../../../core/model/time";
import type { MetricQuery } from "../../../core/spend/metric-queries";
import { monthStart } from "../../../core/spend/month";
import { sources } from "../../../core/sources";
import { dynamoKey } from "../../dynamo";
import { dynamoMinuteStore } from "../../state-table/minutes";
import { endUserMessagingLimitSource, queryOf, snsLimitSource } from "../spend";
import { asked, factOf, pagesOf } from "./ask";

const WEEKS_MS = 14 * DAY_MS;

type Series = Omit<MetricQuery, "reads" | "of" | "statistic" | "periodMs">;

/** The newest hour with data of each metric, and its largest value. */
async function newestOf(
  client: CloudWatchClient,
  series: readonly Series[],
  startMs: number,
  endMs: number,
): Promise<ReadonlyMap<string, { readonly atMs: number; readonly value: number }>> {
  const newest = new Map<string, { readonly atMs: number; readonly value: number }>();
  const MetricDataQueries = series.map((each) =>
    queryOf({ ...each, statistic: "Maximum", periodMs: HOUR_MS }),
  );
  const span = { StartTime: new Date(startMs), EndTime: new Date(endMs) };
  const pages = await pagesOf(async (NextToken) => {
    const query = { ...span, MetricDataQueries, ScanBy: "TimestampDescending", NextToken } as const;
    const answer = await asked("cloudwatch:GetMetricData", () =>
      client.send(new GetMetricDataCommand(query)),
    );
    return { token: answer.NextToken, results: answer.MetricDataResults ?? [] };
  });
  for (const { Id = "", Timestamps = [], Values = [] } of pages.flatMap((page) => page.results)) {
    Timestamps.forEach((time, i) => {
      const atMs = time.getTime();
      if (atMs > (newest.get(Id)?.atMs ?? 0)) newest.set(Id, { atMs, value: Values[i] ?? 0 });
    });
  }
  return newest;
}

/** When each source last told of something: `lambda/detect` counts what it reads by source. */
export async function readNewest(
  client: CloudWatchClient,
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const series = sources.map(({ id: source }, i) => ({
    id: `s${i}`,
    namespace: "SmsPumping",
    metricName: "Observations",
    dimensions: { service: "detect", source },
  }));
  const found = await newestOf(client, series, nowMs - WEEKS_MS, nowMs);
  return new Map(
    sources.flatMap(({ id }, i) => {
      const newest = found.get(`s${i}`);
      // An hour's point stands at its begin.
      return newest === undefined ? [] : [[id, Math.min(nowMs, newest.atMs + HOUR_MS)] as const];
    }),
  );
}

/** What texts cost this month by SNS; undefined where SNS has published nothing. */
export async function readSpent(
  client: CloudWatchClient,
  nowMs: number,
): Promise<number | undefined> {
  const series = {
    id: "spent",
    namespace: "AWS/SNS",
    metricName: "SMSMonthToDateSpentUSD",
    dimensions: {},
  };
  return (await newestOf(client, [series], monthStart(nowMs), nowMs)).get("spent")?.value;
}

async function smsVoiceLimits(
  client: PinpointSMSVoiceV2Client,
): Promise<ReadonlyMap<string, number>> {
  const limits = await asked("sms-voice:DescribeSpendLimits", endUserMessagingLimitSource(client));
  return new Map(limits.map(({ name, enforcedUsd }) => [name, enforcedUsd] as const));
}

/** The limits that AWS enforces on both roads. */
export async function readLimits(
  sns: SNSClient,
  smsVoice: PinpointSMSVoiceV2Client,
): Promise<SpendLimitFacts> {
  const text = await asked("sns:GetSMSAttributes", snsLimitSource(sns));
  return {
    snsUsd: text === undefined || text.trim() === "" ? undefined : Number(text),
    smsVoice: await factOf(() => smsVoiceLimits(smsVoice)),
  };
}

/** When an account was first seen, by item: `LearningStore` keeps it, and only it writes. */
export async function readFirstSeen(
  client: DynamoDBClient,
  table: string,
  account: string,
): Promise<ReadonlyMap<string, number>> {
  const { Items = [] } = await asked("dynamodb:Query", () =>
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: dynamoKey("meta", account) } },
      }),
    ),
  );
  return new Map(
    Items.map(({ sk, firstSeen }) => [sk?.S ?? "", Number(firstSeen?.N ?? 0)] as const),
  );
}

/** Beyond it a daily reading takes too long. */
const MOST_CLIENTS = 100;

/** What the baselines of the pools' app clients are made of, as the rules read it. */
export async function readShares(
  client: DynamoDBClient,
  table: string,
  { account, nowMs }: { readonly account: string; readonly nowMs: number },
  pools: readonly PoolFacts[],
): Promise<readonly ShareFacts[]> {
  const minutes = dynamoMinuteStore(client, table);
  const day = dayOf(nowMs);
  const first = ((day - BASELINE_DAYS) * DAY_MS) / HOUR_MS;
  const shares: ShareFacts[] = [];
  for (const each of pools.flatMap(({ clients }) => clients).slice(0, MOST_CLIENTS)) {
    const key = {
      scope: `${account}/live`,
      target: `client:${each}`,
      ruleId: cognitoClientUnconverted.id,
      entity: { type: "app-client", value: each },
    } as const;
    const hours = await asked("dynamodb:Query", () =>
      minutes.read(key, first, (day * DAY_MS) / HOUR_MS - 1),
    );
    const { requests, confirmed } = baselineOf(hours, DAY_MS);
    shares.push({ client: each, requests, confirmed });
  }
  return shares;
}
