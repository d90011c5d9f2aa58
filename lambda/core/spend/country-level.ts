import { HOUR_MS } from "../model/time";
import type { CountryHours } from "./country-hours";
import { LATE_PERIODS } from "./direct";
import { FINE_MS } from "./metric-queries";
import type { SpendSettings } from "./spend-settings";
import { HISTORY_DAYS, LEARNING_MS, usualAt } from "./usual";

/** The most messages around this time of day: the second largest of 14 days. */
export interface UsualMessages {
  readonly hour: number;
  readonly quarter: number;
}

/** How many messages one service counts to one country, beside what its own past holds. */
export interface CountryLevel {
  readonly messages: number;
  readonly messages24h: number;
  /** The most in a quarter of an hour, of those that late points may still fill. */
  readonly quarter: number;
  /** In this hour of the clock and the one before. */
  readonly lately: number;
  /** Undefined while fewer than three days are known. */
  readonly usual: UsualMessages | undefined;
  /** Whether the 14 days before the last 24 hours hold too few messages to make it a country in use. */
  readonly isUnused: boolean;
  readonly isNew: boolean;
}

const DAY_HOURS = 24;

/** The last 24 hours of the clock, this one included. */
export function dayBefore(nowMs: number): readonly [fromHour: number, toHour: number] {
  const hour = Math.floor(nowMs / HOUR_MS);
  return [hour - DAY_HOURS + 1, hour];
}

/** The hour's most: late points may still come into the hour before. */
const inHour = (hours: CountryHours, hour: number): number =>
  Math.max(hours.messagesIn(hour), hours.messagesIn(hour - 1));

/**
 * How many times what makes a new country count it may hold in this hour of the clock and the one
 * before. A market that opens stays below; pumping of $10 an hour is above within the hour.
 */
const NEW_TIMES = 2;

function usualOf(hours: CountryHours, sinceMs: number, nowMs: number): UsualMessages | undefined {
  const hour = usualAt(nowMs, sinceMs + HOUR_MS, (time) => {
    const then = Math.floor(time / HOUR_MS);
    return Math.max(inHour(hours, then - 1), inHour(hours, then + 1));
  });
  const quarter = usualAt(nowMs, sinceMs + HOUR_MS, (time) =>
    hours.mostInQuarter(time - HOUR_MS, time + HOUR_MS),
  );
  return hour === undefined || quarter === undefined ? undefined : { hour, quarter };
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
  return {
    messages: inHour(hours, hour),
    messages24h,
    quarter: hours.mostInQuarter(nowMs - LATE_PERIODS * FINE_MS, nowMs),
    lately: hours.sum(hour - 1, hour),
    usual: usualOf(hours, sinceMs, nowMs),
    isUnused,
    isNew: isUnused && isLearned && messages24h >= newCountryMessages,
  };
}

/**
 * Messages per what they may be: the largest of an hour's, a quarter's and those to a new country.
 *
 * @param usual what to compare with; nothing but the floor where it is unknown
 */
export function ofAllowed(
  { isNew, lately, messages, quarter }: CountryLevel,
  usual: UsualMessages | undefined,
  { countryFloor, newCountryMessages, timesUsual }: SpendSettings,
): number {
  const ofUsual = (count: number, level = 0): number =>
    count / Math.max(countryFloor, timesUsual * level);
  return Math.max(
    ofUsual(messages, usual?.hour),
    ofUsual(quarter, usual?.quarter),
    isNew ? lately / (NEW_TIMES * newCountryMessages) : 0,
  );
}
