import { isKnown, type Figure } from "../../lambda/core/spend/figure";
import type { SpendFigures } from "../../lambda/core/spend/spend-figures";
import { isoUtc } from "../../lambda/core/model/time";

const figureRecord = <T>(figure: Figure<T>): object =>
  isKnown(figure) ? { value: figure.value, asOf: isoUtc(figure.asOfMs) } : figure;

/** The figures for another program: each has a value and its time, or why it is absent. */
export const spendRecord = (region: string, month: string, figures: SpendFigures): object => ({
  region,
  month,
  at: isoUtc(figures.atMs),
  usd: {
    thisMonth: figureRecord(figures.thisMonth),
    lastHour: figureRecord(figures.lastHour),
    last24Hours: figureRecord(figures.last24Hours),
    usualHour: figureRecord(figures.usualHour),
    projectedMonthEnd: figureRecord(figures.projectedMonthEnd),
    limit: figureRecord(figures.limit),
  },
  limits: (figures.limits ?? []).map(({ service, name, limit }) => ({
    service,
    name,
    ...figureRecord(limit),
  })),
  hoursToLimit: figureRecord(figures.hoursToLimit),
  directPublishes: figureRecord(figures.directPublishes),
  usualDirectPublishes: figureRecord(figures.usualDirectPublishes),
  countryServices: figures.countryServices ?? [],
  countries: figureRecord(
    isKnown(figures.countries)
      ? {
          ...figures.countries,
          value: figures.countries.value.map((each) => ({
            country: each.country,
            service: each.service ?? "sns",
            messages24h: each.messages24h,
            successRate: each.successRate ?? null,
            isNew: each.isNew,
            blocked24h: each.blocked24h ?? null,
            confirmedShare: each.confirmedShare ?? null,
          })),
        }
      : figures.countries,
  ),
});
