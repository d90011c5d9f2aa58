/** What the spend guard works by. */
export interface SpendSettings {
  /** What text messages may cost in a month: our own figure, nothing is cut off at it. */
  readonly monthlyBudgetUsd: number;
  /** The limit that AWS enforces, where it does not tell it itself. */
  readonly spendLimitUsd?: number | undefined;
  /** Hours before the enforced limit at which on-call is told. */
  readonly limitHours: number;
  /** How many times its own usual level a figure may reach. A product launch is about three. */
  readonly timesUsual: number;
  /** Dollars in an hour that are never out of line. */
  readonly hourFloorUsd: number;
  /** Share of the budget that an hour may cost while its usual cost is not known, 0 to 1. */
  readonly hourShareOfBudget: number;
  /** Publishes straight to phones in five minutes that are never out of line. */
  readonly directFloor: number;
  /**
   * Messages to one country in an hour, or in a quarter of it, that are never out of line; in five
   * minutes two fifths of them.
   */
  readonly countryFloor: number;
  /**
   * Messages in 24 hours from which a country is new that had fewer in 14 days before. As many in a
   * quarter of an hour to all new ones, a fifth more in half an hour, or half as many again in two hours,
   * are out of line.
   */
  readonly newCountryMessages: number;
  /** Hours from the month's beginning without a projection. */
  readonly projectionQuietHours: number;
  /** Dollars spent this month below which there is no projection. */
  readonly projectionFloorUsd: number;
  /** Minutes between two readings of the metrics by country, a multiple of five: AWS charges each. */
  readonly countryMinutes: number;
}

const DEFAULTS = {
  limitHours: 6,
  timesUsual: 4,
  hourShareOfBudget: 0.01,
  directFloor: 50,
  countryFloor: 50,
  newCountryMessages: 10,
  projectionQuietHours: 12,
  countryMinutes: 5,
} as const;

/** In US dollars. */
const LEAST_HOUR_FLOOR = 1;
const MOST_HOUR_FLOOR = 2;

/** A small budget notices a smaller sum: what a whole day may cost. */
const HOUR_FLOOR_OF_BUDGET = 1 / 30;

const hourFloorUsd = (monthlyBudgetUsd: number): number =>
  Math.min(MOST_HOUR_FLOOR, Math.max(LEAST_HOUR_FLOOR, HOUR_FLOOR_OF_BUDGET * monthlyBudgetUsd));

/** What a few dollars project is chance: of a smaller budget the alarms on its shares tell. */
const MOST_PROJECTION_FLOOR = 5;

/** The settings with every default filled in. */
export const spendSettings = (
  chosen: Pick<SpendSettings, "monthlyBudgetUsd"> & Partial<SpendSettings>,
): SpendSettings => ({
  ...DEFAULTS,
  hourFloorUsd: hourFloorUsd(chosen.monthlyBudgetUsd),
  projectionFloorUsd: Math.min(MOST_PROJECTION_FLOOR, chosen.monthlyBudgetUsd),
  ...chosen,
});
