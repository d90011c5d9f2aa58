import type { CountryFigures } from "../../lambda/core/spend/countries";
import type { Figure, Known } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { MINUTE_MS } from "../../lambda/core/model/time";

export const countryOf = (known: Partial<CountryFigures> = {}): CountryFigures => ({
  country: "US",
  messages: 20,
  messages24h: 120,
  usual: 25,
  ofAllowed: 0.2,
  successRate: 0.97,
  isNew: false,
  ...known,
});

/** Figures made at a moment, in the middle of an attack; all are known. */
export function spendFiguresAt(atMs: number, replaced: Partial<SpendFigures> = {}): SpendFigures {
  const known = <T>(value: T): Known<T> => ({ value, asOfMs: atMs - 10 * MINUTE_MS });
  const usd = (value: number): Figure => known(value);
  return {
    atMs,
    thisMonth: usd(812.4),
    lastHour: usd(41),
    last24Hours: usd(96),
    usualHour: usd(2.5),
    allowedHourUsd: 10,
    projectedMonthEnd: usd(1904),
    limit: usd(2000),
    hoursToLimit: usd(28.96),
    directPublishes: usd(4),
    usualDirectPublishes: usd(3),
    allowedDirectPublishes: 50,
    countries: known([
      countryOf({ country: "UZ", messages24h: 812, successRate: 0.12, isNew: true, usual: 0 }),
      countryOf(),
      countryOf({ country: "ID", messages24h: 300, successRate: 0.08 }),
      countryOf({ country: "DE", messages24h: 31, successRate: undefined }),
    ]),
    ...replaced,
  };
}
