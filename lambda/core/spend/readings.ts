import { serviceOf, type CountryMetric, type CountryService } from "./country-metrics";
import { absent, type Absent } from "./figure";
import type { EndUserMessagingLimits, SpendLimitReading } from "./limit";
import type { MetricCall, Reads } from "./metric-queries";
import { NO_POINTS, seriesOf, type MetricSeries } from "./series";

/** One page's values of one query, as GetMetricData gives them, in whichever order. */
export interface MetricResult extends MetricSeries {
  readonly id: string;
}

/** What AWS says of one country and kind of message, by the hour. */
export interface CountryReading {
  readonly country: string;
  readonly service: CountryService;
  /** Messages of SNS; parts of messages of AWS End User Messaging, of which a long text has several. */
  readonly messages: MetricSeries;
  /** Delivered per message, 0 to 1. SNS alone tells it so. */
  readonly success: MetricSeries;
  /** Parts that were delivered. This and the rest AWS End User Messaging alone tells. */
  readonly delivered?: MetricSeries | undefined;
  readonly blocked?: MetricSeries | undefined;
  /** Texts whose sender said that feedback will come. */
  readonly expecting?: MetricSeries | undefined;
  /** Those of which it came, and said that the code arrived. */
  readonly confirmed?: MetricSeries | undefined;
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
  /** What DescribeSpendLimits answers, or why it could not be read. */
  readonly endUserMessagingLimits?: EndUserMessagingLimits | undefined;
}

/** What is known of limits. */
export type LimitReadings = Pick<SpendReadings, "monthlySpendLimit" | "endUserMessagingLimits">;

/** A call and all pages of its answer. */
export interface MetricAnswer {
  readonly call: MetricCall;
  readonly results: readonly MetricResult[];
}

const keyOf = (of?: CountryMetric): string =>
  of === undefined ? "" : `${serviceOf(of)} ${of.country} ${"smsType" in of ? of.smsType : ""}`;

/** The answers by figure. A metric that was asked for and has no values is an empty series. */
export function readingsOf(
  answers: readonly MetricAnswer[],
  areCountriesDue: boolean,
  limits: LimitReadings = {},
): SpendReadings {
  const series = new Map<string, MetricSeries>();
  const countries = new Map<string, CountryMetric>();
  for (const { call, results } of answers) {
    const pages = new Map<string, MetricSeries[]>();
    for (const result of results) pages.set(result.id, [...(pages.get(result.id) ?? []), result]);
    for (const { id, reads, of } of call.queries) {
      if (of !== undefined) countries.set(keyOf(of), of);
      series.set(`${reads} ${keyOf(of)}`, seriesOf(pages.get(id) ?? []));
    }
  }
  const asked = (reads: Reads, of?: CountryMetric): MetricSeries | undefined =>
    series.get(`${reads} ${keyOf(of)}`);
  const read = (reads: Reads, of?: CountryMetric): MetricSeries => asked(reads, of) ?? NO_POINTS;
  const byCountry = [...countries.values()].map((of) => ({
    country: of.country,
    service: serviceOf(of),
    messages: read("messages", of),
    success: read("success", of),
    delivered: asked("delivered", of),
    blocked: asked("blocked", of),
    expecting: asked("expecting", of),
    confirmed: asked("confirmed", of),
  }));
  return {
    spend: read("spend"),
    direct: read("direct"),
    countries: areCountriesDue ? byCountry : undefined,
    ...limits,
  };
}

/** Reads metrics of AWS. A call that is answered in part only is an error. */
export interface MetricSource {
  /** Countries with messages in the last three hours, of both services. */
  readonly countries: () => Promise<readonly CountryMetric[]>;
  /** The whole answer, however many pages it has. */
  readonly answer: (call: MetricCall) => Promise<MetricAnswer>;
}

/** `MonthlySpendLimit` as AWS tells it; undefined where nobody has set one. */
export type SmsLimitSource = () => Promise<string | undefined>;

/** The limits of AWS End User Messaging, each under AWS's name. */
export type EndUserMessagingLimitSource = () => Promise<readonly SpendLimitReading[]>;

/** How the two services are asked for their limits. */
export interface LimitSources {
  readonly limit: SmsLimitSource;
  readonly endUserMessagingLimits: EndUserMessagingLimitSource;
}

/** What failed, as a word that AWS or the network gives it. */
function failureOf(call: string, error: unknown): Absent {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOTFOUND") return absent(`${call}: the service has no endpoint in this Region`);
  return absent(`${call} failed: ${error instanceof Error ? error.name : "an unknown error"}`);
}

/**
 * The limits of both services. One that cannot be read, without permission or in a Region that lacks
 * the service, is absent with its reason: the rest goes on.
 *
 * @param onFailure is told what went wrong
 */
export async function readLimits(
  { limit, endUserMessagingLimits }: LimitSources,
  onFailure: (reason: Absent, error: unknown) => void = () => undefined,
): Promise<LimitReadings> {
  const read = <T>(call: string, answer: () => Promise<T>): Promise<T | Absent> =>
    answer().catch((error: unknown) => {
      const reason = failureOf(call, error);
      onFailure(reason, error);
      return reason;
    });
  const [monthlySpendLimit, others] = await Promise.all([
    read("GetSMSAttributes", limit),
    read("DescribeSpendLimits", endUserMessagingLimits),
  ]);
  return { monthlySpendLimit, endUserMessagingLimits: others };
}
