import type { SpendMetricName } from "../model/spend-metric";
import { HOUR_MS, MINUTE_MS } from "../model/time";
import type { CountryFigures } from "./countries";
import { isKnown, valueOf, type Figure, type Known } from "./figure";
import type { SpendFigures } from "./spend-figures";

export interface SpendMetric {
  readonly name: SpendMetricName;
  readonly value: number;
  readonly unit: "None" | "Count";
}

/** Countries are read every hour at least; older figures of them are not published again. */
const COUNTRIES_STALE_MS = 60 * MINUTE_MS;

/** Messages in 24 hours below which a country's success rate is chance. */
const RATED_MESSAGES = 20;

/** Differences of sums carry a rounding error, and five texts of 20 cents are a dollar. */
const MICRO = 1e6;

type Value = readonly [SpendMetricName, number | undefined, SpendMetric["unit"]?];

/** Whether figures by country are new enough to say something of now. */
export const areCountriesFresh = (
  countries: SpendFigures["countries"],
  nowMs: number,
): countries is Known<readonly CountryFigures[]> =>
  isKnown(countries) && nowMs - countries.asOfMs <= COUNTRIES_STALE_MS;

const share = (figure: Figure, allowed: number): number | undefined =>
  isKnown(figure) ? figure.value / allowed : undefined;

/** The largest of the last hour's, as told and as estimated, quarter's and five minutes', each per what it may cost. */
function paceOfAllowed(figures: SpendFigures): number | undefined {
  const { allowedHourUsd, allowedQuarterUsd, allowedFiveMinutesUsd } = figures;
  const spans: readonly (readonly [Figure | undefined, number | undefined])[] = [
    [figures.lastHour, allowedHourUsd],
    [figures.estimatedHour, allowedHourUsd],
    [figures.lastQuarter, allowedQuarterUsd],
    [figures.lastFiveMinutes, allowedFiveMinutesUsd],
  ];
  const shares = spans.flatMap(([figure, allowed]) =>
    figure === undefined || allowed === undefined ? [] : (share(figure, allowed) ?? []),
  );
  return shares.length === 0 ? undefined : Math.round(MICRO * Math.max(...shares)) / MICRO;
}

/**
 * What the month will end at per dollar of the limit: 1 and more means that texts stop before. Nothing
 * once they have: that is told as 0 hours to the limit.
 */
function endOfLimit({
  projectedMonthEnd: end,
  limit,
  thisMonth,
}: SpendFigures): number | undefined {
  if (!isKnown(end) || !isKnown(limit) || limit.value <= 0) return undefined;
  if (isKnown(thisMonth) && thisMonth.value >= limit.value) return undefined;
  return end.value / limit.value;
}

/** Nothing while the sum keeps up: AWS charges a metric for the hours in which it is published. */
function silentHours({ spendSilentMs = 0 }: SpendFigures): number | undefined {
  return spendSilentMs < HOUR_MS ? undefined : spendSilentMs / HOUR_MS;
}

function ofCountries(countries: readonly CountryFigures[] | undefined): readonly Value[] {
  if (countries === undefined) return [];
  const rates = countries
    .filter(({ messages24h }) => messages24h >= RATED_MESSAGES)
    .flatMap(({ successRate }) => successRate ?? []);
  const fresh = countries.filter(({ isNew }) => isNew).length;
  // An alarm stands on it: a country whose usual hour is not known has nothing to be out of line with.
  const judged = countries.filter(({ usual }) => usual !== undefined);
  return [
    ["CountryMessagesOfAllowed", Math.max(0, ...judged.map(({ ofAllowed }) => ofAllowed))],
    ["NewCountries", fresh === 0 ? undefined : fresh, "Count"],
    ["LowestSuccessRate", rates.length === 0 ? undefined : Math.min(...rates)],
  ];
}

/**
 * What is published: known figures only. A figure without a value leaves no data point, and each
 * alarm says what it makes of that. AWS charges a metric for the hours in which it is published, so
 * that what nobody could read is not: the limit where nothing is spent, and that there is no new
 * country.
 */
export function spendMetrics(figures: SpendFigures): readonly SpendMetric[] {
  const { atMs, countries, directPublishes, lastHour, limit, thisMonth } = figures;
  const values: readonly Value[] = [
    ["SpentLastHourUsd", valueOf(lastHour)],
    ["SpentLast24HoursUsd", valueOf(figures.last24Hours)],
    ["HourlySpendOfAllowed", paceOfAllowed(figures)],
    ["ProjectedMonthEndUsd", valueOf(figures.projectedMonthEnd)],
    ["ProjectedMonthEndOfLimit", endOfLimit(figures)],
    ["SpendMetricSilentHours", silentHours(figures)],
    ["HoursToSpendLimit", valueOf(figures.hoursToLimit)],
    ["SpendLimitUsd", isKnown(thisMonth) ? valueOf(limit) : undefined],
    ["DirectPublishes", valueOf(directPublishes), "Count"],
    ["DirectPublishesOfAllowed", share(directPublishes, figures.allowedDirectPublishes)],
    ...ofCountries(areCountriesFresh(countries, atMs) ? countries.value : undefined),
  ];
  return values.flatMap(([name, value, unit = "None"]) =>
    value === undefined ? [] : { name, value, unit },
  );
}

/** Publishes metrics, all or none. */
export type MetricSink = (metrics: readonly SpendMetric[], atMs: number) => Promise<void>;
