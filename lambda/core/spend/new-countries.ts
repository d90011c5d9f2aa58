import type { CountryHours } from "./country-hours";
import type { CountryLevel } from "./country-level";
import type { SpendSettings } from "./spend-settings";
import { sum } from "../model/numbers";

/**
 * How many times what makes a country new all new countries may hold in this hour of the clock and the
 * one before. A market that opens stays below; pumping of $10 an hour is above within the hour.
 */
const NEW_TIMES = 1.5;

/** How many times in half an hour: an attack that begins slowly has no quarter that is out of line. */
const HALF_HOUR_TIMES = 1.2;

/** Fewer messages in that time are a traveler who asks for a code again. */
const LEAST_LATELY = 3;

/** One country as each service counts it. */
type CountedCountry = readonly {
  readonly hours: Pick<CountryHours, "service">;
  readonly level: CountryLevel;
}[];

/** Whether messages to this country are counted together with those to other new ones. */
export const isAmongNew = (country: CountedCountry): boolean =>
  country.every(({ level }) => level.isUnused) &&
  country.some(({ level }) => level.isLearned && level.lately >= LEAST_LATELY);

/**
 * Messages to all new countries together per what they may be, since an attack that takes several
 * countries is one attack: the larger of both services'. A quarter of an hour may hold as many as make
 * a country new, half an hour a fifth more, and two hours half as many again, or no more where that is half
 * a day's texts.
 */
export function newOfAllowed(
  countries: readonly CountedCountry[],
  { newCountryMessages }: SpendSettings,
): number {
  const ofService = (service: CountryHours["service"]): number => {
    const levelsOf = (of: readonly CountedCountry[]): readonly CountryLevel[] =>
      of.flat().flatMap(({ hours, level }) => (hours.service === service ? level : []));
    const fresh = levelsOf(countries.filter(isAmongNew)).filter(({ isLearned }) => isLearned);
    const daily = sum(levelsOf(countries).map(({ pastDaily }) => pastDaily));
    const inTwoHours = Math.min(
      NEW_TIMES * newCountryMessages,
      Math.max(newCountryMessages, daily / 2),
    );
    return Math.max(
      sum(fresh.map(({ most }) => most.quarter)) / newCountryMessages,
      sum(fresh.map(({ inHalfHour }) => inHalfHour)) /
        Math.min(HALF_HOUR_TIMES * newCountryMessages, inTwoHours),
      sum(fresh.map(({ lately }) => lately)) / inTwoHours,
    );
  };
  return Math.max(ofService("sns"), ofService("end-user-messaging"));
}
