import { DAY_MS, HOUR_MS, MINUTE_MS } from "../model/time";
import { queriesOfCountry, type CountryMetric, type CountryReads } from "./country-metrics";
import type { SpendSettings } from "./spend-settings";

/** Which figure a metric serves. */
export type Reads = "spend" | "direct" | CountryReads;

/** One metric to ask GetMetricData for. */
export interface MetricQuery {
  /** Begins with a small letter and holds letters and digits only, as AWS wants it. */
  readonly id: string;
  readonly reads: Reads;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Maximum" | "Sum" | "Average";
  readonly periodMs: number;
  /** Whose metric it is, where it is one by country. */
  readonly of?: CountryMetric;
}

/**
 * One call of GetMetricData, oldest points first (`ScanBy: TimestampAscending`). Times lie on the
 * clock's hours, as AWS advises; the end is exclusive and may lie ahead.
 */
export interface MetricCall {
  readonly startMs: number;
  readonly endMs: number;
  readonly queries: readonly MetricQuery[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const QUERIES_PER_CALL = 500;

/** How often the figures are made. */
export const RUN_MS = 5 * MINUTE_MS;

/**
 * Five minutes for what must be seen at once. AWS keeps such points for 63 days, and a metric costs
 * the same whatever its number of points, so that present and past come with one query:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export const FINE_MS = 5 * MINUTE_MS;

/** What is compared with its own past where an hour would be too slow. */
export const QUARTER_MS = 15 * MINUTE_MS;

/** What is told of a day by country, and compared with nothing. */
export const COARSE_MS = HOUR_MS;

/** Two whole weeks, a day for the hours around the same time of the first, and one that is not over. */
const HISTORY_MS = 16 * DAY_MS;

/** Delivery reports and feedback take minutes to hours: a day of them says how a country does. */
const DAY_READ_MS = DAY_MS;

/**
 * Both are listed at https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html.
 * The sum of the month has no dimension, and its maximum is its latest value; publishes straight to
 * a phone number carry a constant in place of the number.
 */
const SPEND: Omit<MetricQuery, "id"> = {
  reads: "spend",
  namespace: "AWS/SNS",
  metricName: "SMSMonthToDateSpentUSD",
  dimensions: {},
  statistic: "Maximum",
  periodMs: FINE_MS,
};
const DIRECT: Omit<MetricQuery, "id"> = {
  reads: "direct",
  namespace: "AWS/SNS",
  metricName: "NumberOfMessagesPublished",
  dimensions: { PhoneNumber: "PhoneNumberDirect" },
  statistic: "Sum",
  periodMs: FINE_MS,
};

/** Whether this run reads the metrics by country; the others keep the figures of the last that did. */
export const areCountriesDue = (nowMs: number, { countryMinutes }: SpendSettings): boolean =>
  Math.floor(nowMs / RUN_MS) % Math.max(1, Math.round((countryMinutes * MINUTE_MS) / RUN_MS)) === 0;

function calls(
  queries: readonly Omit<MetricQuery, "id">[],
  rangeMs: number,
  nowMs: number,
): MetricCall[] {
  const startMs = Math.floor((nowMs - rangeMs) / HOUR_MS) * HOUR_MS;
  const endMs = Math.floor(nowMs / HOUR_MS + 1) * HOUR_MS;
  const chunks = Math.ceil(queries.length / QUERIES_PER_CALL);
  return Array.from({ length: chunks }, (_, chunk) => ({
    startMs,
    endMs,
    queries: queries
      .slice(chunk * QUERIES_PER_CALL, (chunk + 1) * QUERIES_PER_CALL)
      .map((query, i) => ({ id: `q${i}`, ...query })),
  }));
}

/**
 * What one run asks GetMetricData for.
 *
 * @param countries what ListMetrics gives, with `RecentlyActive: PT3H`, since AWS charges each
 *   metric asked for. A new metric takes up to 15 minutes to be listed:
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
export function metricQueries(
  countries: readonly CountryMetric[],
  nowMs: number,
  settings: SpendSettings,
): readonly MetricCall[] {
  const due = areCountriesDue(nowMs, settings) ? countries : [];
  const byCountry = due.flatMap((of) =>
    queriesOfCountry(of).map(({ isHistory, ...query }) => ({
      isHistory,
      query: { ...query, of, periodMs: isHistory ? FINE_MS : COARSE_MS },
    })),
  );
  const history = byCountry.flatMap(({ isHistory, query }) => (isHistory ? query : []));
  const ofDay = byCountry.flatMap(({ isHistory, query }) => (isHistory ? [] : query));
  return [
    ...calls([SPEND, DIRECT, ...history], HISTORY_MS, nowMs),
    ...calls(ofDay, DAY_READ_MS, nowMs),
  ];
}
