import { COUNTRIES } from "../model/country";
import { DAY_MS, dayOf } from "../model/time";
import { queriesOfCountry, type CountryMetric } from "./country-metrics";
import { QUERIES_PER_CALL, type MetricCall, type MetricQuery } from "./metric-queries";

/** How far back countries are looked at: 13 weeks, less a day. AWS keeps values of an hour for 455 days. */
export const HISTORY_DAYS = 90;

/** As public use has them, for countries that ListMetrics does not list any more. */
const SMS_TYPES = ["Transactional", "Promotional"];

/**
 * Every country, by each service. ListMetrics tells only of metrics with values in the last two
 * weeks, and who was pumped two months ago is not among them; GetMetricData answers for all:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
function everyCountry(listed: readonly CountryMetric[]): readonly CountryMetric[] {
  const ofSns = listed.flatMap((metric) => ("smsType" in metric ? metric : []));
  const smsTypes = new Set([...SMS_TYPES, ...ofSns.map(({ smsType }) => smsType)]);
  const countries = [...new Set([...COUNTRIES, ...listed.map(({ country }) => country)])];
  return countries.flatMap((country) => [
    ...[...smsTypes].map((smsType) => ({ country, smsType })),
    { country, hasFeedback: false },
  ]);
}

/**
 * What to ask GetMetricData for: messages by the day. 500 metrics of 91 days stay below the 100,800
 * values that AWS gives in one answer.
 */
export function historyQueries(
  listed: readonly CountryMetric[],
  nowMs: number,
): readonly MetricCall[] {
  const queries = everyCountry(listed).flatMap((of) =>
    queriesOfCountry(of).flatMap(({ isHistory, ...query }): Omit<MetricQuery, "id">[] =>
      isHistory ? [{ ...query, of, periodMs: DAY_MS }] : [],
    ),
  );
  const endMs = (dayOf(nowMs) + 1) * DAY_MS;
  return Array.from({ length: Math.ceil(queries.length / QUERIES_PER_CALL) }, (_, chunk) => ({
    startMs: endMs - HISTORY_DAYS * DAY_MS,
    endMs,
    queries: queries
      .slice(chunk * QUERIES_PER_CALL, (chunk + 1) * QUERIES_PER_CALL)
      .map((query, i) => ({ id: `q${i}`, ...query })),
  }));
}
