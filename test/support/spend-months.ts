import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import type { MonthPlan, Pump, Span } from "./months";

/* Kinds of business, of publishing and of attack that the spend guard is measured on. */

const NOVEMBER: Span = { fromMs: Date.UTC(2026, 10), untilMs: Date.UTC(2026, 11) };
const on = (day: number, hour = 0, minute = 0): number => Date.UTC(2026, 10, day, hour, minute);

export interface Business {
  readonly name: string;
  readonly plan: Omit<MonthPlan, "seed">;
  readonly budgetUsd: number;
  readonly limitUsd: number;
}

/** A text costs six cents on average. */
const COUNTRIES = [
  ["GB", 0.4, 0.05],
  ["DE", 0.3, 0.075],
  ["FR", 0.2, 0.06],
  ["ES", 0.1, 0.055],
] as const;
const PRICE_USD = COUNTRIES.reduce((sum, [, share, price]) => sum + share * price, 0);
const MONTH_HOURS = 720;

const business = (usd: number): Business => ({
  name: `$${usd}`,
  plan: { month: NOVEMBER, perHour: usd / PRICE_USD / MONTH_HOURS, countries: COUNTRIES },
  budgetUsd: 1.5 * usd,
  limitUsd: 5 * usd,
});

const SMALL = business(20);
const MEDIUM = business(200);
const LARGE = business(5000);
export const BUSINESSES: readonly Business[] = [SMALL, MEDIUM, LARGE];

/** In which nothing of an attack can be known for 20 minutes. */
export const LATE_MODE = "20 min late";

/** How AWS publishes its sum. What is late is late for all metrics. */
export const MODES: Readonly<Record<string, Partial<MonthPlan>>> = {
  "every 5 min": {},
  "every 30 min": { spendEveryMs: 30 * MINUTE_MS },
  [LATE_MODE]: { latest: { leastMs: 20 * MINUTE_MS, mostMs: 25 * MINUTE_MS } },
  "gap of 3 h": {
    spendGaps: Array.from({ length: 30 }, (_, day) => ({
      fromMs: NOVEMBER.fromMs + day * DAY_MS + 12 * HOUR_MS,
      untilMs: NOVEMBER.fromMs + day * DAY_MS + 15 * HOUR_MS,
    })),
  },
  "cents that dip": { dipUsd: 0.05 },
  "reset 9 h early": { resetLagMs: -9 * HOUR_MS },
  "reset 8 h late": { resetLagMs: 8 * HOUR_MS },
};

export interface SpendAttack {
  readonly name: string;
  readonly usdPerHour: number;
  readonly pumps: readonly Pump[];
  readonly times?: (atMs: number) => number;
  /** At which businesses; at all unless told. */
  readonly at?: readonly Business[];
}

/** Texts of 20 cents to one country. */
function pumping(
  name: string,
  usdPerHour: number,
  fromMs: number,
  hours: number,
  country = "AZ",
): SpendAttack {
  const priceUsd = 0.2;
  const pump = { fromMs, untilMs: fromMs + hours * HOUR_MS, country, priceUsd };
  return {
    name,
    usdPerHour,
    pumps: [{ ...pump, perMinute: usdPerHour / 60 / priceUsd }],
  };
}

/** One attack in several countries at once. */
const spread = (name: string, usdPerHour: number, fromMs: number): SpendAttack => {
  const countries = ["AZ", "UZ", "TJ", "KG", "LK"];
  const each = usdPerHour / countries.length;
  return {
    name,
    usdPerHour,
    pumps: countries.flatMap((country) => pumping("", each, fromMs, 8, country).pumps),
  };
};

const bursts = (name: string, usdPerHour: number): SpendAttack => ({
  ...pumping(name, usdPerHour, on(12, 9), 0.5),
  pumps: [9, 13, 17, 21].flatMap((hour) => pumping("", usdPerHour, on(12, hour), 0.5).pumps),
});

const probed = (name: string, usdPerHour: number): SpendAttack => {
  const attack = pumping(name, usdPerHour, on(12, 9), 6);
  const [pump] = pumping("", 0.2, on(12, 9) - 25 * HOUR_MS, 1).pumps;
  return pump === undefined ? attack : { ...attack, pumps: [...attack.pumps, pump] };
};

const inCampaign = (at: number): number => (at >= on(17, 8) && at < on(18, 20) ? 3 : 1);

export const ATTACKS: readonly SpendAttack[] = [
  pumping("$60/h on day 1", 60, on(1, 1), 6),
  pumping("$200/h at noon", 200, on(12, 12, 7), 4),
  pumping("$60/h at noon", 60, on(12, 12, 7), 4),
  pumping("$60/h at night", 60, on(12, 2, 30), 6),
  pumping("$60/h in a country in use", 60, on(12, 14, 20), 4, "ES"),
  pumping("$4,600 in an hour", 4600, on(20, 10), 1),
  pumping("$10/h, new country", 10, on(12, 15, 31), 8),
  probed("$10/h, a text 25 h before", 10),
  spread("$10/h, five new countries", 10, on(12, 15, 31)),
  bursts("$20/h in bursts", 20),
  pumping("$3/h", 3, on(12, 11), 10),
  { ...pumping("$60/h in a campaign", 60, on(17, 18), 4), times: inCampaign },
  // Three times what such a business spends in an hour of that day, and twice that on top.
  {
    ...pumping("twice the campaign's pace", 60, on(17, 12), 4),
    times: inCampaign,
    at: [LARGE],
  },
  pumping("$60/h, last hour of the month", 60, NOVEMBER.untilMs - 40 * MINUTE_MS, 4),
];

export interface HarmlessMonth {
  readonly name: string;
  readonly change: Partial<MonthPlan>;
}

const isHoliday = (at: number): boolean => at >= on(21) && at < on(25);

/** Six months, for each size of business. */
export const HARMLESS: readonly HarmlessMonth[] = [
  { name: "weekly rhythm", change: {} },
  { name: "growth", change: { times: (at) => 1 + Math.max(0, at - on(1)) / (60 * DAY_MS) } },
  { name: "campaign", change: { times: inCampaign } },
  { name: "holiday", change: { times: (at) => (isHoliday(at) ? 0.1 : 1), dipUsd: 0.05 } },
  { name: "new business", change: { sinceMs: on(6, 9), ...MODES["every 30 min"] } },
  { name: "gaps, reset 9 h early", change: { ...MODES["gap of 3 h"], resetLagMs: -9 * HOUR_MS } },
];
