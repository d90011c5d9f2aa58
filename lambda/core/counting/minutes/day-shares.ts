import type { HourCounts } from "./minute-count";
import { sum } from "../../model/numbers";

/* What a past tells of single days: which share of their codes was confirmed on good ones and on the
   worst. */

/** A day with fewer requests says little of the share that is confirmed. */
const ENOUGH_IN_DAY = 30;
const ENOUGH_DAYS = 3;
const UPPER_QUARTILE = 0.75;

export const requestsIn = (hours: readonly HourCounts[]): number =>
  sum(hours.map(({ requests }) => sum(requests)));
export const confirmedIn = (hours: readonly HourCounts[]): number =>
  sum(hours.map(({ confirmed }) => sum(confirmed)));

/** The latest days do not tell what bad days are like: an attack may have begun on them. */
const LATEST_DAYS = 3;
const ENOUGH_OLDER_DAYS = 10;

/** The confirmed shares of days with enough requests, the smallest first. */
const sharesOf = (days: readonly (readonly HourCounts[])[]): readonly number[] =>
  days
    .filter((hours) => requestsIn(hours) >= ENOUGH_IN_DAY)
    .map((hours) => Math.min(1, confirmedIn(hours) / requestsIn(hours)))
    .sort((a, b) => a - b);

/** The upper quartile of the days' shares; undefined while too few days have one. */
export function goodDaysOf(days: readonly (readonly HourCounts[])[]): number | undefined {
  const shares = sharesOf(days);
  if (shares.length < ENOUGH_DAYS) return undefined;
  return shares[Math.floor((shares.length - 1) * UPPER_QUARTILE)];
}

/** The smallest share of the days but the latest, by their number; undefined while too few have one. */
export function worstDayOf(days: ReadonlyMap<number, readonly HourCounts[]>): number | undefined {
  const latest = Math.max(...days.keys()) - LATEST_DAYS;
  const older = [...days].filter(([day]) => day <= latest).map(([, hours]) => hours);
  const shares = sharesOf(older);
  return shares.length < ENOUGH_OLDER_DAYS ? undefined : shares[0];
}
