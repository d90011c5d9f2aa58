import type { CountryMetric, MetricCall } from "./metric-queries";
import type { Absent } from "./figure";
import { NO_POINTS, seriesOf, type MetricSeries } from "./series";

/** One page's values of one query, as GetMetricData gives them, in whichever order. */
export interface MetricResult extends MetricSeries {
  readonly id: string;
}

/** What AWS says of one country and kind of message, by the hour. */
export interface CountryReading {
  readonly country: string;
  readonly messages: MetricSeries;
  /** 0 to 1. */
  readonly success: MetricSeries;
}

/** All that a run has read. */
export interface SpendReadings {
  readonly spend: MetricSeries;
  readonly direct: MetricSeries;
  /** Undefined where this run did not ask for them. */
  readonly countries?: readonly CountryReading[] | undefined;
  /**
   * `MonthlySpendLimit` of GetSMSAttributes: text, undefined where nobody has set one, or why it
   * could not be read.
   */
  readonly monthlySpendLimit?: string | Absent | undefined;
}

/** A call and all pages of its answer. */
export interface MetricAnswer {
  readonly call: MetricCall;
  readonly results: readonly MetricResult[];
}

const keyOf = ({ Country = "", SMSType = "" }: Readonly<Record<string, string>>): string =>
  `${Country} ${SMSType}`.trim();

/** The answers by figure. A metric that was asked for and has no values is an empty series. */
export function readingsOf(
  answers: readonly MetricAnswer[],
  areCountriesDue: boolean,
  monthlySpendLimit?: string | Absent,
): SpendReadings {
  const series = new Map<string, MetricSeries>();
  const countries = new Set<string>();
  for (const { call, results } of answers) {
    const pages = new Map<string, MetricSeries[]>();
    for (const result of results) pages.set(result.id, [...(pages.get(result.id) ?? []), result]);
    for (const { id, reads, dimensions } of call.queries) {
      const key = keyOf(dimensions);
      if (reads === "messages") countries.add(key);
      series.set(`${reads} ${key}`.trim(), seriesOf(pages.get(id) ?? []));
    }
  }
  const of = (key: string): MetricSeries => series.get(key) ?? NO_POINTS;
  const byCountry = [...countries].map((key) => ({
    country: key.slice(0, key.indexOf(" ")),
    messages: of(`messages ${key}`),
    success: of(`success ${key}`),
  }));
  return {
    spend: of("spend"),
    direct: of("direct"),
    countries: areCountriesDue ? byCountry : undefined,
    monthlySpendLimit,
  };
}

/** Reads metrics of AWS. A call that is answered in part only is an error. */
export interface MetricSource {
  /** Countries with messages in the last three hours. */
  readonly countries: () => Promise<readonly CountryMetric[]>;
  /** The whole answer, however many pages it has. */
  readonly answer: (call: MetricCall) => Promise<MetricAnswer>;
}

/** `MonthlySpendLimit` as AWS tells it; undefined where nobody has set one. */
export type SmsLimitSource = () => Promise<string | undefined>;
