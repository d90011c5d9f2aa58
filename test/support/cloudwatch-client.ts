import type { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  GetMetricDataCommand,
  ListMetricsCommand,
  type CloudWatchClient,
  type MetricDataQuery,
  type PutMetricDataCommandInput,
} from "@aws-sdk/client-cloudwatch";
import { HOUR_MS } from "../../lambda/core/model/time";
import type { CloudWatch, DataQuery } from "./cloudwatch";

/** The part of an SDK client that adapters use. */
export type Command = GetMetricDataCommand | ListMetricsCommand | PutMetricDataCommand;

/** A client that answers each command with what a function makes of it. */
export function clientOf(answer: (command: Command) => object): {
  readonly client: CloudWatchClient;
  readonly commands: Command[];
} {
  const commands: Command[] = [];
  const send = (command: Command): Promise<object> => {
    commands.push(command);
    return Promise.resolve().then(() => answer(command));
  };
  return { client: { send } as unknown as CloudWatchClient, commands };
}

function queryOf({ Id = "", MetricStat }: MetricDataQuery): DataQuery {
  const { Namespace = "", MetricName = "", Dimensions = [] } = MetricStat?.Metric ?? {};
  return {
    id: Id,
    namespace: Namespace,
    metricName: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name = "", Value = "" }) => [Name, Value])),
    statistic: MetricStat?.Stat as DataQuery["statistic"],
    periodMs: (MetricStat?.Period ?? 0) * 1000,
  };
}

/**
 * The stand-in for CloudWatch behind the SDK's commands. Its clock is `nowMs`; pages have as many
 * points as asked for here.
 */
export function cloudWatchClient(source: CloudWatch, nowMs: () => number, maxDatapoints = 100_800) {
  const published: PutMetricDataCommandInput[] = [];
  const data = ({ input }: GetMetricDataCommand): object => {
    const { results, nextToken } = source.getMetricData(
      {
        startMs: input.StartTime!.getTime(),
        endMs: input.EndTime!.getTime(),
        isAscending: input.ScanBy === "TimestampAscending",
        queries: input.MetricDataQueries!.map(queryOf),
        maxDatapoints,
        nextToken: input.NextToken,
      },
      nowMs(),
    );
    return {
      NextToken: nextToken,
      MetricDataResults: results.map(({ id, timesMs, values, statusCode }) => ({
        Id: id,
        Timestamps: timesMs.map((time) => new Date(time)),
        Values: values,
        StatusCode: statusCode,
      })),
    };
  };
  const list = ({ input }: ListMetricsCommand): object => {
    const withinMs = input.RecentlyActive === "PT3H" ? 3 * HOUR_MS : Infinity;
    const wanted = (input.Dimensions ?? []).map(({ Name }) => Name ?? "");
    const metrics = source
      .listMetrics(input.MetricName!, withinMs, nowMs())
      .filter(({ dimensions }) => wanted.every((name) => name in dimensions));
    return {
      Metrics: metrics.map(({ namespace, metricName, dimensions }) => ({
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
    };
  };
  const { client, commands } = clientOf((command) => {
    if (command instanceof GetMetricDataCommand) return data(command);
    if (command instanceof ListMetricsCommand) return list(command);
    published.push(command.input);
    return {};
  });
  return { client, commands, published };
}
