import { HOUR_MS } from "../model/time";
import { absent, NEVER_PUBLISHED, type Figure } from "./figure";
import { countryHours, type CountryHours } from "./country-hours";
import type { CountryReading } from "./readings";
import type { SpendSettings } from "./spend-settings";
import { HISTORY_DAYS, LEARNING_MS, usualAt } from "./usual";

/** How one country does. */
export interface CountryFigures {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  /** Messages in this hour of the clock or the one before, whichever has more. */
  readonly messages: number;
  readonly messages24h: number;
  /** The most in such an hour around this time of day: the second largest of 14 days. */
  readonly usual?: number | undefined;
  /** `messages` per what an hour may hold: 1 and more is out of line. */
  readonly ofAllowed: number;
  /** Delivered per message of 24 hours, 0 to 1, weighed by each hour's messages. */
  readonly successRate?: number | undefined;
  /** Had no message in the 14 days before the last 24 hours. */
  readonly isNew: boolean;
}

const LISTED = 20;
const DAY_HOURS = 24;

/** The hour's most: late points may still come into the hour before. */
const inHour = (hours: CountryHours, hour: number): number =>
  Math.max(hours.messagesIn(hour), hours.messagesIn(hour - 1));

function figuresOf(
  hours: CountryHours,
  sinceMs: number,
  nowMs: number,
  { countryFloor, timesUsual, newCountryMessages }: SpendSettings,
): CountryFigures {
  const hour = Math.floor(nowMs / HOUR_MS);
  const messages = inHour(hours, hour);
  const messages24h = hours.sum(hour - DAY_HOURS + 1, hour);
  const usual = usualAt(nowMs, sinceMs + HOUR_MS, (time) => {
    const then = Math.floor(time / HOUR_MS);
    return Math.max(inHour(hours, then - 1), inHour(hours, then + 1));
  });
  const allowed = Math.max(countryFloor, timesUsual * (usual ?? 0));
  const past = hours.sum(hour - (HISTORY_DAYS + 1) * DAY_HOURS, hour - DAY_HOURS);
  const isLearned = sinceMs <= (hour - DAY_HOURS + 1) * HOUR_MS - LEARNING_MS;
  return {
    country: hours.country,
    messages,
    messages24h,
    usual,
    ofAllowed: messages / allowed,
    successRate: hours.successRate(hour - DAY_HOURS + 1, hour),
    isNew: isLearned && past === 0 && messages24h >= newCountryMessages,
  };
}

const weight = ({ isNew, ofAllowed }: CountryFigures): number =>
  (isNew ? 2 : 0) + (ofAllowed >= 1 ? 1 : 0);

/**
 * Countries with messages in the last 24 hours, at most 20: new ones first, then those out of line,
 * then by messages.
 *
 * @param sinceMs when the account's first messages were seen: a country's own may be today's
 */
export function countriesFigure(
  readings: readonly CountryReading[],
  sinceMs: number,
  nowMs: number,
  settings: SpendSettings,
): Figure<readonly CountryFigures[]> {
  const newest = readings.flatMap(({ messages: { timesMs } }) => timesMs.slice(-1));
  if (newest.length === 0) return readings.length === 0 ? NOTHING_LISTED : NEVER_PUBLISHED;
  const value = countryHours(readings)
    .map((hours) => figuresOf(hours, sinceMs, nowMs, settings))
    .filter(({ messages24h }) => messages24h > 0)
    .sort((a, b) => weight(b) - weight(a) || b.messages24h - a.messages24h)
    .slice(0, LISTED);
  return { value, asOfMs: Math.min(nowMs, Math.max(...newest) + HOUR_MS) };
}

const NOTHING_LISTED = absent("AWS lists no country with messages in the last 3 h");
