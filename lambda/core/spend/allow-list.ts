import { DAY_MS, dayOf } from "../model/time";
import { HISTORY_DAYS } from "./country-history";
import type { CountryService } from "./country-metrics";
import type { CountryReading } from "./readings";
import { sum } from "../model/numbers";

/**
 * How a country was texted. `steady`: in enough weeks even without its busiest seven days. `burst`:
 * mostly in these seven days. `rare`: in too few weeks to tell.
 */
export type CountryUse = "steady" | "burst" | "rare";

export interface CountryHistory {
  readonly country: string;
  readonly use: CountryUse;
  readonly texts: number;
  /** Weeks with texts, the busiest seven days left out. */
  readonly weeks: number;
  /** Of its texts, those in its busiest seven days; 0 to 1. */
  readonly busiestShare: number;
  /** Had its first text in the last four weeks. */
  readonly isNew: boolean;
  /** Texts by the day, from the oldest. */
  readonly days: readonly number[];
}

/** What the proposed list would have held up. */
export interface Blocked {
  readonly texts: number;
  readonly ofTexts: number;
  readonly days: number;
}

export interface AllowListProposal {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Countries with texts, by service: 0 where it told of none. */
  readonly answered: Readonly<Record<CountryService, number>>;
  /** Weeks since the account's first text of these days. */
  readonly weeksKnown: number;
  /** In how many weeks a country must have texts to be proposed. */
  readonly weeksNeeded: number;
  /** Most texts first. */
  readonly countries: readonly CountryHistory[];
  /** The proposed list, in alphabetical order. */
  readonly allowed: readonly string[];
  readonly blocked: Blocked;
}

const WEEK = 7;
const NEW_DAYS = 28;
const MOST_WEEKS_NEEDED = 4;
/** Fewer texts than this are no burst, however close together. */
const BURST_TEXTS = 20;
const BURST_SHARE = 0.5;

type ByDay = readonly number[];

function byDay({ messages: { timesMs, values } }: CountryReading, firstDay: number): ByDay {
  const days = Array.from({ length: HISTORY_DAYS }, () => 0);
  timesMs.forEach((timeMs, i) => {
    const day = dayOf(timeMs) - firstDay;
    if (day in days) days[day] = (days[day] ?? 0) + (values[i] ?? 0);
  });
  return days;
}

const added = (a: ByDay, b: ByDay): ByDay => a.map((texts, day) => texts + (b[day] ?? 0));

/* Whether AWS/SMSVoice counts what SNS sends is not confirmed: the larger is taken, never the sum. */
const larger = (a: ByDay, b: ByDay): ByDay => a.map((texts, day) => Math.max(texts, b[day] ?? 0));

/** Where the seven days with the most texts begin. */
function busiestWeek(days: ByDay): number {
  const starts = days.slice(0, days.length - WEEK + 1).map((_, i) => sum(days.slice(i, i + WEEK)));
  return starts.indexOf(Math.max(...starts));
}

const weekOf = (day: number): number => Math.floor(day / WEEK);

/** In how many weeks there were texts, some days left out. */
const weeksWith = (days: ByDay, isOut: (day: number) => boolean): number =>
  new Set(days.flatMap((texts, day) => (texts > 0 && !isOut(day) ? weekOf(day) : []))).size;

function historyOf(country: string, days: ByDay, weeksNeeded: number): CountryHistory {
  const texts = sum(days);
  const start = busiestWeek(days);
  const busiest = sum(days.slice(start, start + WEEK));
  const weeks = weeksWith(days, (day) => day >= start && day < start + WEEK);
  const busiestShare = busiest / texts;
  const isBurst = busiest >= BURST_TEXTS && busiestShare > BURST_SHARE;
  return {
    country,
    use: weeks >= weeksNeeded ? "steady" : isBurst ? "burst" : "rare",
    texts,
    weeks,
    busiestShare,
    isNew: days.findIndex((count) => count > 0) >= HISTORY_DAYS - NEW_DAYS,
    days,
  };
}

/** Texts by country and day, and how many countries each service told of. */
function collected(readings: readonly CountryReading[], firstDay: number) {
  const services = new Map<CountryService, Map<string, ByDay>>([
    ["sns", new Map()],
    ["end-user-messaging", new Map()],
  ]);
  for (const reading of readings) {
    const days = byDay(reading, firstDay);
    const ofService = services.get(reading.service);
    const before = ofService?.get(reading.country);
    if (sum(days) > 0) ofService?.set(reading.country, before ? added(before, days) : days);
  }
  const all = new Map<string, ByDay>();
  for (const [country, days] of [...services.values()].flatMap((each) => [...each])) {
    const before = all.get(country);
    all.set(country, before ? larger(before, days) : days);
  }
  const told = (service: CountryService): number => services.get(service)?.size ?? 0;
  return {
    all,
    answered: { sns: told("sns"), "end-user-messaging": told("end-user-messaging") },
  };
}

function blockedBy(countries: readonly CountryHistory[]): Blocked {
  const out = countries.filter(({ use }) => use !== "steady");
  const days = out.reduce<ByDay>(
    (total, { days: own }) => added(total, own),
    Array.from({ length: HISTORY_DAYS }, () => 0),
  );
  return {
    texts: sum(days),
    ofTexts: sum(countries.map(({ texts }) => texts)),
    days: days.filter((texts) => texts > 0).length,
  };
}

/**
 * Which countries to allow, from 90 days. A country that was pumped is not proposed merely since
 * it was: its busiest seven days do not count. A pump that drips for more than a month passes for
 * use, which is why each country's share of its busiest days is told.
 */
export function proposeAllowList(
  readings: readonly CountryReading[],
  nowMs: number,
): AllowListProposal {
  const firstDay = dayOf(nowMs) + 1 - HISTORY_DAYS;
  const { all, answered } = collected(readings, firstDay);
  const first = Math.min(
    HISTORY_DAYS,
    ...[...all.values()].map((days) => days.findIndex((texts) => texts > 0)),
  );
  const weeksKnown = Math.ceil((HISTORY_DAYS - first) / WEEK);
  // An account that has just begun has no four weeks of anything.
  const weeksNeeded = Math.max(1, Math.min(MOST_WEEKS_NEEDED, Math.ceil(weeksKnown / 3)));
  const countries = [...all]
    .map(([country, days]) => historyOf(country, days, weeksNeeded))
    .sort((a, b) => b.texts - a.texts || (a.country < b.country ? -1 : 1));
  return {
    fromMs: firstDay * DAY_MS,
    untilMs: nowMs,
    answered,
    weeksKnown,
    weeksNeeded,
    countries,
    allowed: countries
      .filter(({ use }) => use === "steady")
      .map(({ country }) => country)
      .sort(),
    blocked: blockedBy(countries),
  };
}
