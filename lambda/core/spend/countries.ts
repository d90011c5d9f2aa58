import { HOUR_MS } from "../model/time";
import { absent, NEVER_PUBLISHED, type Figure } from "./figure";
import { countryHours, type CountryHours } from "./country-hours";
import {
  dayBefore,
  levelOf,
  ofAllowed,
  type CountryLevel,
  type MostMessages,
} from "./country-level";
import type { CountryService } from "./country-metrics";
import { isAmongNew, newOfAllowed } from "./new-countries";
import type { CountryReading } from "./readings";
import type { SpendSettings } from "./spend-settings";

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
   * Messages per what an hour, a quarter of one or five minutes may hold, of new countries all
   * together: 1 and more is out of line. The larger of both services'.
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
/** What one service tells of one country. */
interface OneService {
  readonly hours: CountryHours;
  readonly level: CountryLevel;
}

function figuresOf(
  { hours, level }: OneService,
  usual: MostMessages | undefined,
  nowMs: number,
  settings: SpendSettings,
): CountryFigures {
  const day = dayBefore(nowMs);
  const blocked24h = hours.blocked(...day);
  const confirmedShare = hours.confirmedShare(...day);
  return {
    country: hours.country,
    service: hours.service,
    messages: level.most.hour,
    messages24h: level.messages24h,
    usual: usual?.hour,
    ofAllowed: ofAllowed(level, usual, settings),
    successRate: hours.successRate(...day),
    isNew: level.isNew,
    ...(blocked24h !== undefined && { blocked24h }),
    ...(confirmedShare !== undefined && { confirmedShare }),
  };
}

/**
 * One country's figures of two counts. Whether AWS End User Messaging also counts what SNS sends is
 * not confirmed, and so the two are never added: the count with more messages in 24 hours stands
 * (SNS's of equal ones, which counts messages and not their parts). That may be too few, never twice.
 * A count that is too young to have a past is compared with the other's.
 *
 * @param ofNew messages to all new countries per what they may be
 */
function together(
  all: readonly OneService[],
  ofNew: number,
  nowMs: number,
  settings: SpendSettings,
): CountryFigures | undefined {
  const [learned] = all.flatMap(({ level }) => level.usual ?? []);
  const figures = all.map((one) => figuresOf(one, one.level.usual ?? learned, nowMs, settings));
  const [most] = figures.toSorted(
    (a, b) =>
      b.messages24h - a.messages24h || Number(b.service === "sns") - Number(a.service === "sns"),
  );
  if (most === undefined) return undefined;
  const told = figures.find(({ service }) => service === "end-user-messaging");
  return {
    ...told,
    ...most,
    ofAllowed: Math.max(...figures.map((each) => each.ofAllowed), isAmongNew(all) ? ofNew : 0),
    isNew: most.isNew && all.every(({ level }) => level.isUnused),
  };
}

const weight = ({ isNew, ofAllowed }: CountryFigures): number =>
  (ofAllowed >= 1 ? 2 : 0) + (isNew ? 1 : 0);

/**
 * Countries with messages in the last 24 hours, at most 20: those out of line first, since an alarm
 * stands on them, then new ones, then by messages.
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
  const countries = new Map<string, OneService[]>();
  for (const hours of countryHours(readings)) {
    const level = levelOf(hours, since[hours.service], nowMs, settings);
    countries.set(hours.country, [...(countries.get(hours.country) ?? []), { hours, level }]);
  }
  const ofNew = newOfAllowed([...countries.values()], settings);
  const value = [...countries.values()]
    .flatMap((all) => together(all, ofNew, nowMs, settings) ?? [])
    .filter(({ messages24h, blocked24h = 0 }) => messages24h + blocked24h > 0)
    .sort((a, b) => weight(b) - weight(a) || b.messages24h - a.messages24h)
    .slice(0, LISTED);
  const lastHour = Math.floor(Math.max(...newest) / HOUR_MS);
  return { value, asOfMs: Math.min(nowMs, (lastHour + 1) * HOUR_MS) };
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
