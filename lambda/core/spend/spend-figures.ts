import { countriesFigure, countryServices, type CountryFigures } from "./countries";
import type { CountryService } from "./country-metrics";
import { directFigures } from "./direct";
import { estimatedHour } from "./estimated-hour";
import { absent, isKnown, valueOf, type Figure, type Known } from "./figure";
import { hoursToLimit, namedLimits, spendLimit, type NamedLimit, type Pace } from "./limit";
import { currentMonthEnd, projectedMonthEnd } from "./projection";
import type { SpendReadings } from "./readings";
import type { SpendSettings } from "./spend-settings";
import { spendSilentMs } from "./silence";
import { curveOf, monthSum, spentFigures, type SpentFigures } from "./spent";

/**
 * What the spend guard knows of one account and Region: plain data, kept as it is in the state
 * table. Money is in US dollars.
 */
export interface SpendFigures {
  readonly atMs: number;
  readonly thisMonth: Figure;
  readonly lastHour: Figure;
  readonly last24Hours: Figure;
  /** What the hour to the newest text has cost, where AWS's sum does not hold all of its texts yet. */
  readonly estimatedHour?: Known<number> | undefined;
  /** What the same hour usually costs. */
  readonly usualHour: Figure;
  /** What an hour may cost before it is out of line. */
  readonly allowedHourUsd: number;
  /** The last quarter of an hour, and what one may cost; absent in figures of earlier versions. */
  readonly lastQuarter?: Figure | undefined;
  readonly usualQuarter?: Figure | undefined;
  readonly allowedQuarterUsd?: number | undefined;
  /** The same of five minutes; absent in figures of earlier versions. */
  readonly lastFiveMinutes?: Figure | undefined;
  readonly usualFiveMinutes?: Figure | undefined;
  readonly allowedFiveMinutesUsd?: number | undefined;
  readonly projectedMonthEnd: Figure;
  /** The same at the pace of the last 24 hours; absent in figures of earlier versions. */
  readonly currentMonthEnd?: Figure | undefined;
  /**
   * How long texts have been sent since the sum last grew, 0 while it keeps up or the limit is
   * reached; absent in figures of earlier versions.
   */
  readonly spendSilentMs?: number | undefined;
  /** That of SNS. */
  readonly limit: Figure;
  /** Those of both services, each named; absent in figures of earlier versions. */
  readonly limits?: readonly NamedLimit[] | undefined;
  readonly hoursToLimit: Figure;
  /** Most publishes straight to phones in five minutes of the last 35. */
  readonly directPublishes: Figure;
  readonly usualDirectPublishes: Figure;
  readonly allowedDirectPublishes: number;
  readonly countries: Figure<readonly CountryFigures[]>;
  /** Which services told of countries; absent in figures of earlier versions. */
  readonly countryServices?: readonly CountryService[] | undefined;
}

/**
 * The budget's share stands in only while the usual is unknown: at a large budget it would let an
 * attack at night pass that its own past does not.
 */
function allowedHourUsd(usual: Figure, settings: SpendSettings): number {
  const { hourFloorUsd, hourShareOfBudget, monthlyBudgetUsd, timesUsual } = settings;
  const allowed = isKnown(usual) ? timesUsual * usual.value : hourShareOfBudget * monthlyBudgetUsd;
  return Math.max(hourFloorUsd, allowed);
}

/** While its usual cost is not known, a part of an hour may cost as much as the hour. */
function allowedPartUsd(usual: Figure, usualHour: Figure, settings: SpendSettings): number {
  const { hourFloorUsd, timesUsual } = settings;
  return isKnown(usual)
    ? Math.max(hourFloorUsd, timesUsual * usual.value)
    : allowedHourUsd(usualHour, settings);
}

/** The limits, when the one of SNS is reached, and whether the sum keeps up with the texts. */
function limitFigures(
  { direct, endUserMessagingLimits, monthlySpendLimit, spend }: SpendReadings,
  spent: SpentFigures,
  pace: Pace,
  settings: SpendSettings,
): Pick<SpendFigures, "limit" | "limits" | "hoursToLimit" | "spendSilentMs"> {
  const { nowMs } = pace;
  const limit = spendLimit(monthlySpendLimit, settings, nowMs);
  const sum = monthSum(spend, nowMs);
  const isReached = isKnown(sum) && isKnown(limit) && sum.value >= limit.value;
  const figures = isReached ? { ...spent, thisMonth: sum } : spent;
  return {
    limit,
    limits: namedLimits(limit, endUserMessagingLimits, nowMs),
    hoursToLimit: hoursToLimit(figures, limit, pace),
    spendSilentMs: isReached ? 0 : spendSilentMs(spend, direct, nowMs),
  };
}

/** The first moment of which any metric of SNS tells. */
const firstSeen = ({ spend, direct, countries = [] }: SpendReadings): number =>
  Math.min(
    ...[
      spend,
      direct,
      ...countries.flatMap(({ service, messages }) => (service === "sns" ? messages : [])),
    ].flatMap(({ timesMs }) => timesMs.slice(0, 1)),
  );

const NOT_READ = absent("the metrics by country have not been read yet");

/**
 * Every figure, known or with the reason why not.
 *
 * @param earlier the figures of the run before: those by country are kept where this run did not
 *   read them
 */
export function spendFigures(
  readings: SpendReadings,
  nowMs: number,
  settings: SpendSettings,
  earlier?: SpendFigures,
): SpendFigures {
  const curve = curveOf(readings, nowMs);
  const spent = spentFigures(readings.spend, curve, nowMs);
  const { publishes, usual } = directFigures(readings.direct, nowMs);
  const { countries } = readings;
  const services = countries === undefined ? earlier?.countryServices : countryServices(countries);
  const { usualFiveMinutes, usualHour, usualQuarter } = spent;
  const quarterUsd = allowedPartUsd(usualQuarter, usualHour, settings);
  const estimated = estimatedHour(curve, readings.direct, nowMs);
  return {
    atMs: nowMs,
    ...spent,
    ...(estimated !== undefined && { estimatedHour: estimated }),
    allowedHourUsd: allowedHourUsd(usualHour, settings),
    allowedQuarterUsd: quarterUsd,
    allowedFiveMinutesUsd: allowedPartUsd(usualFiveMinutes, usualHour, settings),
    projectedMonthEnd: projectedMonthEnd(spent.thisMonth, curve, nowMs, settings),
    currentMonthEnd: currentMonthEnd(spent, nowMs),
    ...limitFigures(readings, spent, { curve, quarterUsd, nowMs }, settings),
    directPublishes: publishes,
    usualDirectPublishes: usual,
    allowedDirectPublishes: Math.max(
      settings.directFloor,
      settings.timesUsual * (valueOf(usual) ?? 0),
    ),
    countries:
      countries === undefined
        ? (earlier?.countries ?? NOT_READ)
        : countriesFigure(countries, firstSeen(readings), nowMs, settings),
    ...(services !== undefined && { countryServices: services }),
  };
}

/** Keeps the spend guard's latest figures of each account and Region. */
export interface SpendStore {
  readonly read: (account: string, region: string) => Promise<SpendFigures | undefined>;
  /** Stores them unless later ones are stored. */
  readonly write: (account: string, region: string, figures: SpendFigures) => Promise<void>;
}
