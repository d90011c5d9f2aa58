import type { CountryFigures } from "./countries";
import { sum } from "../model/numbers";

/** Messages of 24 hours to all of these countries. */
export const messagesOf = (countries: readonly CountryFigures[]): number =>
  sum(countries.map(({ messages24h }) => messages24h));

/** Delivered per message, 0 to 1, over the countries whose rate AWS tells; undefined without one. */
export function deliveredShare(countries: readonly CountryFigures[]): number | undefined {
  const rated = countries.flatMap(({ messages24h, successRate }) =>
    successRate === undefined ? [] : { messages24h, delivered: messages24h * successRate },
  );
  const sent = sum(rated.map(({ messages24h }) => messages24h));
  return sent === 0 ? undefined : sum(rated.map(({ delivered }) => delivered)) / sent;
}
