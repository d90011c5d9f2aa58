import type { CountKey } from "../../model/rule";
import { MINUTE_MS } from "../../model/time";
import { confirmedIn, goodDaysOf, requestsIn, worstDayOf } from "./day-shares";
import { MINUTES_IN_HOUR, type HourCounts, type MinuteStore } from "./minute-count";
import { MINUTES_IN_DAY, typingDelays, type MinuteCounts } from "./typing-delay";

/** What an entity did in the whole days before a day. Kept once made, so that it never changes. */
export interface Baseline {
  /** Days with requests among them. */
  readonly days: number;
  /**
   * The third largest of their daily peaks, each the largest aligned window of its day: one bad
   * day is forgiven. Absent while fewer than three days have data.
   */
  readonly peak?: number | undefined;
  readonly requests: number;
  readonly confirmed: number;
  /**
   * The upper quartile of the days' confirmed shares, of days with 30 requests or more, where there
   * are three such days: bad days do not lower it. Absent from what versions before 0.3 kept.
   */
  readonly goodDays?: number | undefined;
  /**
   * The smallest of these shares, without those of the latest three days: an attack may just have
   * begun to grow on them. Absent where fewer than ten such days are left, and from what versions
   * before 0.3 kept.
   */
  readonly worstDay?: number | undefined;
  /**
   * The third largest number of requests of the days in each UTC hour. Absent while fewer than three
   * days have data, and from what versions before 0.3 kept.
   */
  readonly byHour?: readonly number[] | undefined;
  /** How soon codes are typed in, see `typingDelays`. Absent where it cannot be told. */
  readonly delays?: readonly number[] | undefined;
}

/** What is usual for an entity, as far as it was needed to judge what it did. */
export interface BaselineSnapshot {
  /** Third largest daily peak of the 14 days before: messages in the rule's window. */
  readonly peak?: number | undefined;
  /** Share of its codes that it usually confirms. */
  readonly confirmedShare?: number | undefined;
  /** Set where that share is assumed, because too little is known. */
  readonly isShareAssumed?: boolean | undefined;
  /** Set where its confirmations cannot be seen. */
  readonly isConfirmationInvisible?: boolean | undefined;
}

/** How many whole days a baseline looks back. */
export const BASELINE_DAYS = 14;

export const HOURS_IN_DAY = 24;
/** Which of the daily peaks counts, from the largest. */
const RANK = 3;

function peakOfDay(hours: readonly HourCounts[], windowMinutes: number): number {
  const windows = new Map<number, number>();
  for (const { hour, requests } of hours) {
    requests.forEach((count, minute) => {
      if (count === 0) return;
      const ofDay = (hour % HOURS_IN_DAY) * MINUTES_IN_HOUR + minute;
      const window = Math.floor(ofDay / windowMinutes);
      windows.set(window, (windows.get(window) ?? 0) + count);
    });
  }
  return Math.max(0, ...windows.values());
}

/** Of a few days' peaks the one that counts; undefined while there are not enough. */
export const thirdLargest = (peaks: readonly number[]): number | undefined =>
  [...peaks].sort((a, b) => b - a)[RANK - 1];

/** What an entity asks for in each hour of the day, on its third busiest. */
function byHourOf(days: readonly (readonly HourCounts[])[]): readonly number[] {
  return Array.from({ length: HOURS_IN_DAY }, (_, hour) => {
    const each = days.map((ofDay) =>
      requestsIn(ofDay.filter((counts) => counts.hour % HOURS_IN_DAY === hour)),
    );
    return thirdLargest(each) ?? 0;
  });
}

function minutesOf(hours: readonly HourCounts[]): MinuteCounts {
  const first = Math.min(...hours.map(({ hour }) => hour));
  const last = Math.max(...hours.map(({ hour }) => hour));
  const length = hours.length === 0 ? 0 : (last - first + 1) * MINUTES_IN_HOUR;
  const counts = { requests: new Float64Array(length), confirmed: new Float64Array(length) };
  for (const { hour, requests, confirmed } of hours) {
    counts.requests.set(requests, (hour - first) * MINUTES_IN_HOUR);
    counts.confirmed.set(confirmed, (hour - first) * MINUTES_IN_HOUR);
  }
  return counts;
}

/** Kept in a few bytes: nobody types to the thousandth of a share. */
const rounded = (share: number): number => Math.round(share * 1000) / 1000;

/**
 * The baseline that these hours make.
 *
 * @param windowMs length of the aligned windows whose largest is a day's peak, at most a day
 */
export function baselineOf(hours: readonly HourCounts[], windowMs: number): Baseline {
  const byDay = new Map<number, HourCounts[]>();
  for (const hour of hours) {
    const day = Math.floor(hour.hour / HOURS_IN_DAY);
    const ofDay = byDay.get(day) ?? [];
    byDay.set(day, ofDay);
    ofDay.push(hour);
  }
  const days = [...byDay.values()];
  const windowMinutes = Math.min(windowMs / MINUTE_MS, MINUTES_IN_DAY);
  const peaks = days.map((ofDay) => peakOfDay(ofDay, windowMinutes)).filter((peak) => peak > 0);
  return {
    days: peaks.length,
    peak: thirdLargest(peaks),
    requests: requestsIn(hours),
    confirmed: confirmedIn(hours),
    goodDays: goodDaysOf(days),
    worstDay: worstDayOf(byDay),
    byHour: peaks.length < RANK ? undefined : byHourOf(days),
    delays: confirmedIn(hours) === 0 ? undefined : typingDelays(minutesOf(hours))?.map(rounded),
  };
}

/** Keeps baselines. Days count from 1970-01-01 UTC. */
export interface BaselineStore {
  readonly read: (key: CountKey, day: number) => Promise<Baseline | undefined>;
  /** Stores it unless there is one; answers with the one that is stored now. */
  readonly keep: (key: CountKey, day: number, baseline: Baseline) => Promise<Baseline>;
}

interface BaselineStores {
  readonly minutes: MinuteStore;
  readonly baselines: BaselineStore;
}

/** The baseline of a day, made and kept where nobody has made it yet. */
export async function baselineFor(
  key: CountKey,
  day: number,
  windowMs: number,
  { minutes, baselines }: BaselineStores,
): Promise<Baseline> {
  const known = await baselines.read(key, day);
  if (known !== undefined) return known;
  const first = (day - BASELINE_DAYS) * HOURS_IN_DAY;
  const hours = await minutes.read(key, first, day * HOURS_IN_DAY - 1);
  return baselines.keep(key, day, baselineOf(hours, windowMs));
}

/** What is known of the very first requests is kept under a day in 2069, so that it never expires. */
const FIRST_DAY = 36_500;

/** So many requests tell what an entity was like at first. */
export const FIRST_REQUESTS = 200;

/**
 * What became of the first requests that were ever counted of an entity: the hours from the first
 * on that hold enough of them. Undefined while there are too few. Kept once made: what comes later
 * cannot change what an entity was like at first.
 *
 * @param day asked for on this day; the days before it are looked at where nothing is kept yet
 */
export async function firstRequests(
  key: CountKey,
  day: number,
  { minutes, baselines }: BaselineStores,
): Promise<Pick<Baseline, "requests" | "confirmed"> | undefined> {
  const known = await baselines.read(key, FIRST_DAY);
  if (known !== undefined) return known;
  const from = (day - BASELINE_DAYS) * HOURS_IN_DAY;
  const hours = await minutes.read(key, from, day * HOURS_IN_DAY - 1);
  let first = { days: 1, requests: 0, confirmed: 0 };
  for (const hour of hours) {
    const requests = first.requests + requestsIn([hour]);
    first = { ...first, requests, confirmed: first.confirmed + confirmedIn([hour]) };
    if (requests >= FIRST_REQUESTS) return baselines.keep(key, FIRST_DAY, first);
  }
  return undefined;
}
