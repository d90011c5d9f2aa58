import { HOUR_MS } from "../model/time";
import { absent, NEVER_PUBLISHED, type Figure } from "./figure";
import { countryHours, type CountryHours } from "./country-hours";
import type { CountryService } from "./country-metrics";
import type { CountryReading } from "./readings";
import type { SpendSettings } from "./spend-settings";
import { HISTORY_DAYS, LEARNING_MS, usualAt } from "./usual";

/** How one country does. */
export interface CountryFigures {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  /** Whose count it is; absent in figures of earlier versions, which knew SNS's alone. */
  readonly service?: CountryService | undefined;
  /** Messages in this hour of the clock or the one before, whichever has more. */
  readonly messages: number;
  readonly messages24h: number;
  /** The most in such an hour around this time of day: the second largest of 14 days. */
  readonly usual?: number | undefined;
  /**
   * `messages` per what an hour may hold: 1 and more is out of line. The larger of both services',
   * each against its own past.
   */
  readonly ofAllowed: number;
  /** Delivered per message of 24 hours, 0 to 1, weighed by each hour's messages. */
  readonly successRate?: number | undefined;
  /** Had fewer messages in the 14 days before the last 24 hours than make a country count. */
  readonly isNew: boolean;
  /** Texts of 24 hours that Protect blocked; AWS End User Messaging alone tells it. */
  readonly blocked24h?: number | undefined;
  /** Confirmed per text of 24 hours that expects message feedback, 0 to 1. */
  readonly confirmedShare?: number | undefined;
}

const LISTED = 20;
const DAY_HOURS = 24;

/** The hour's most: late points may still come into the hour before. */
const inHour = (hours: CountryHours, hour: number): number =>
  Math.max(hours.messagesIn(hour), hours.messagesIn(hour - 1));

/**
 * How many times what makes a new country count it may hold in this hour of the clock and the one
 * before. A market that opens stays below; pumping of $10 an hour is above within the hour.
 */
const NEW_TIMES = 2;

const isLearned = (sinceMs: number, firstHour: number): boolean =>
  sinceMs <= firstHour * HOUR_MS - LEARNING_MS;

interface OfService {
  readonly figures: CountryFigures;
  /** Whether the 14 days before the last 24 hours hold too few messages to make it a country in use. */
  readonly isUnused: boolean;
}

function ofService(
  hours: CountryHours,
  sinceMs: number,
  nowMs: number,
  { countryFloor, timesUsual, newCountryMessages }: SpendSettings,
): OfService {
  const hour = Math.floor(nowMs / HOUR_MS);
  const day = [hour - DAY_HOURS + 1, hour] as const;
  const messages = inHour(hours, hour);
  const messages24h = hours.sum(...day);
  const usual = usualAt(nowMs, sinceMs + HOUR_MS, (time) => {
    const then = Math.floor(time / HOUR_MS);
    return Math.max(inHour(hours, then - 1), inHour(hours, then + 1));
  });
  const past = hours.sum(hour - (HISTORY_DAYS + 1) * DAY_HOURS, hour - DAY_HOURS);
  // One text a day before does not make a country one in use.
  const isUnused = past < newCountryMessages;
  const isNew = isUnused && isLearned(sinceMs, day[0]) && messages24h >= newCountryMessages;
  const ofUsual = messages / Math.max(countryFloor, timesUsual * (usual ?? 0));
  const ofNew = isNew ? hours.sum(hour - 1, hour) / (NEW_TIMES * newCountryMessages) : 0;
  const blocked24h = hours.blocked(...day);
  const confirmedShare = hours.confirmedShare(...day);
  const figures = {
    country: hours.country,
    service: hours.service,
    messages,
    messages24h,
    usual,
    ofAllowed: Math.max(ofUsual, ofNew),
    successRate: hours.successRate(...day),
    isNew,
    ...(blocked24h !== undefined && { blocked24h }),
    ...(confirmedShare !== undefined && { confirmedShare }),
  };
  return { figures, isUnused };
}

/**
 * One country's figures of two counts. Whether AWS End User Messaging also counts what SNS sends is
 * not confirmed, and so the two are never added: the count with more messages in 24 hours stands
 * (SNS's of equal ones, which counts messages and not their parts). That may be too few, never twice.
 */
function together(all: readonly OfService[]): CountryFigures | undefined {
  const figures = all.map((each) => each.figures);
  const [most] = figures.toSorted(
    (a, b) =>
      b.messages24h - a.messages24h || Number(b.service === "sns") - Number(a.service === "sns"),
  );
  if (most === undefined) return undefined;
  const told = figures.find(({ service }) => service === "end-user-messaging");
  const learned = figures.filter(({ usual }) => usual !== undefined);
  const judged = learned.length === 0 ? figures : learned;
  return {
    ...told,
    ...most,
    usual: most.usual ?? learned[0]?.usual,
    ofAllowed: Math.max(...judged.map(({ ofAllowed }) => ofAllowed)),
    isNew: most.isNew && all.every(({ isUnused }) => isUnused),
  };
}

const weight = ({ isNew, ofAllowed }: CountryFigures): number =>
  (isNew ? 2 : 0) + (ofAllowed >= 1 ? 1 : 0);

/**
 * Countries with messages in the last 24 hours, at most 20: new ones first, then those out of line,
 * then by messages.
 *
 * @param sinceMs when the account's first messages by SNS were seen: a country's own may be today's
 */
export function countriesFigure(
  readings: readonly CountryReading[],
  sinceMs: number,
  nowMs: number,
  settings: SpendSettings,
): Figure<readonly CountryFigures[]> {
  const newest = readings.flatMap(({ messages: { timesMs } }) => timesMs.slice(-1));
  if (newest.length === 0) return readings.length === 0 ? NOTHING_LISTED : NEVER_PUBLISHED;
  const since = { sns: sinceMs, "end-user-messaging": firstOfEndUserMessaging(readings) };
  const countries = new Map<string, OfService[]>();
  for (const hours of countryHours(readings)) {
    const one = ofService(hours, since[hours.service], nowMs, settings);
    countries.set(hours.country, [...(countries.get(hours.country) ?? []), one]);
  }
  const value = [...countries.values()]
    .flatMap((all) => together(all) ?? [])
    .filter(({ messages24h, blocked24h = 0 }) => messages24h + blocked24h > 0)
    .sort((a, b) => weight(b) - weight(a) || b.messages24h - a.messages24h)
    .slice(0, LISTED);
  return { value, asOfMs: Math.min(nowMs, Math.max(...newest) + HOUR_MS) };
}

const NOTHING_LISTED = absent("AWS lists no country with messages in the last 3 h");

/** Its metrics may begin long after SNS's, with a role that somebody makes: nothing is new then. */
const firstOfEndUserMessaging = (readings: readonly CountryReading[]): number =>
  Math.min(
    ...readings
      .filter(({ service }) => service === "end-user-messaging")
      .flatMap(({ messages: { timesMs } }) => timesMs.slice(0, 1)),
  );

/** The services that tell of any country. */
export const countryServices = (readings: readonly CountryReading[]): readonly CountryService[] => [
  ...new Set(readings.map(({ service }) => service)),
];
