import { HOUR_MS } from "../model/time";
import type { CountryHours } from "./country-hours";
import { LATE_PERIODS } from "./direct";
import { FINE_MS, QUARTER_MS } from "./metric-queries";
import type { SpendSettings } from "./spend-settings";
import { HISTORY_DAYS, LEARNING_MS, usualAt } from "./usual";

/** The most messages in each span. */
export interface MostMessages {
  readonly hour: number;
  readonly quarter: number;
  readonly fiveMinutes: number;
}

/** How many messages one service counts to one country, beside what its own past holds. */
export interface CountryLevel {
  readonly messages24h: number;
  /** Those of this hour of the clock or the one before, and the most in spans that late points may fill. */
  readonly most: MostMessages;
  /** The most in half an hour that late points may fill. */
  readonly inHalfHour: number;
  /** In this hour of the clock and the one before. */
  readonly lately: number;
  /** The second largest of 14 days, around this time of day; undefined while fewer than three days are known. */
  readonly usual: MostMessages | undefined;
  /** Messages a day in the 14 days before the last 24 hours. */
  readonly pastDaily: number;
  /** Whether those days hold too few messages to make it a country in use. */
  readonly isUnused: boolean;
  /** Whether enough days are known to call anything new. */
  readonly isLearned: boolean;
  readonly isNew: boolean;
}

const DAY_HOURS = 24;
const HALF_HOUR_MS = HOUR_MS / 2;

/** The last 24 hours of the clock, this one included. */
export function dayBefore(nowMs: number): readonly [fromHour: number, toHour: number] {
  const hour = Math.floor(nowMs / HOUR_MS);
  return [hour - DAY_HOURS + 1, hour];
}

/** The hour's most: late points may still come into the hour before. */
const inHour = (hours: CountryHours, hour: number): number =>
  Math.max(hours.messagesIn(hour), hours.messagesIn(hour - 1));

function usualOf(hours: CountryHours, sinceMs: number, nowMs: number): MostMessages | undefined {
  const usual = (levelAt: (time: number) => number) => usualAt(nowMs, sinceMs + HOUR_MS, levelAt);
  const hour = usual((time) => {
    const then = Math.floor(time / HOUR_MS);
    return Math.max(inHour(hours, then - 1), inHour(hours, then + 1));
  });
  const quarter = usual((time) => hours.mostIn(QUARTER_MS, time - HOUR_MS, time + HOUR_MS));
  const fiveMinutes = usual((time) => hours.mostIn(FINE_MS, time - HOUR_MS, time + HOUR_MS));
  return hour === undefined || quarter === undefined || fiveMinutes === undefined
    ? undefined
    : { hour, quarter, fiveMinutes };
}

/** @param sinceMs from when on messages would have been seen */
export function levelOf(
  hours: CountryHours,
  sinceMs: number,
  nowMs: number,
  { newCountryMessages }: SpendSettings,
): CountryLevel {
  const [first, hour] = dayBefore(nowMs);
  const messages24h = hours.sum(first, hour);
  const past = hours.sum(first - 1 - HISTORY_DAYS * DAY_HOURS, first - 1);
  // One text a day before does not make a country one in use.
  const isUnused = past < newCountryMessages;
  const isLearned = sinceMs <= first * HOUR_MS - LEARNING_MS;
  const latelyMs = nowMs - LATE_PERIODS * FINE_MS;
  return {
    messages24h,
    most: {
      hour: inHour(hours, hour),
      quarter: hours.mostIn(QUARTER_MS, latelyMs, nowMs),
      fiveMinutes: hours.mostIn(FINE_MS, latelyMs, nowMs),
    },
    inHalfHour: hours.mostIn(HALF_HOUR_MS, latelyMs, nowMs),
    lately: hours.sum(hour - 1, hour),
    usual: usualOf(hours, sinceMs, nowMs),
    pastDaily: past / HISTORY_DAYS,
    isUnused,
    isLearned,
    isNew: isUnused && isLearned && messages24h >= newCountryMessages,
  };
}

/** Of the floor for an hour: an attack that fills it within a quarter holds as much in five minutes. */
const FIVE_MINUTES_OF_FLOOR = 0.4;

/**
 * Messages per what they may be: the largest of an hour's, a quarter's and five minutes'.
 *
 * @param usual what to compare with; nothing but the floor where it is unknown
 */
export function ofAllowed(
  { most }: CountryLevel,
  usual: MostMessages | undefined,
  { countryFloor, timesUsual }: SpendSettings,
): number {
  const ofUsual = (count: number, level: number | undefined, floor: number): number =>
    count / Math.max(floor, timesUsual * (level ?? 0));
  return Math.max(
    ofUsual(most.hour, usual?.hour, countryFloor),
    ofUsual(most.quarter, usual?.quarter, countryFloor),
    ofUsual(most.fiveMinutes, usual?.fiveMinutes, FIVE_MINUTES_OF_FLOOR * countryFloor),
  );
}
