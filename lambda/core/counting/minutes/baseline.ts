import type { CountKey } from "../../model/rule";
import { MINUTE_MS } from "../../model/time";
import type { HourCounts, MinuteStore } from "./minute-count";

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
}

/** What is usual for an entity, as far as it was needed to judge what it did. */
export interface BaselineSnapshot {
  /** Third largest daily peak of the 14 days before: messages in the rule's window. */
  readonly peak?: number | undefined;
  /** Share of its codes that it confirmed in the 14 days before. */
  readonly confirmedShare?: number | undefined;
  /** Set where that share is assumed, because too little is known. */
  readonly isShareAssumed?: boolean | undefined;
  /** Set where its confirmations cannot be seen. */
  readonly isConfirmationInvisible?: boolean | undefined;
}

/** How many whole days a baseline looks back. */
export const BASELINE_DAYS = 14;

const HOURS_IN_DAY = 24;
const MINUTES_IN_DAY = 1440;
/** Which of the daily peaks counts, from the largest. */
const RANK = 3;

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

function peakOfDay(hours: readonly HourCounts[], windowMinutes: number): number {
  const windows = new Map<number, number>();
  for (const { hour, requests } of hours) {
    requests.forEach((count, minute) => {
      if (count === 0) return;
      const ofDay = (hour % HOURS_IN_DAY) * 60 + minute;
      const window = Math.floor(ofDay / windowMinutes);
      windows.set(window, (windows.get(window) ?? 0) + count);
    });
  }
  return Math.max(0, ...windows.values());
}

/** Of a few days' peaks the one that counts; undefined while there are not enough. */
export const thirdLargest = (peaks: readonly number[]): number | undefined =>
  [...peaks].sort((a, b) => b - a)[RANK - 1];

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
  const windowMinutes = Math.min(windowMs / MINUTE_MS, MINUTES_IN_DAY);
  const peaks = [...byDay.values()]
    .map((ofDay) => peakOfDay(ofDay, windowMinutes))
    .filter((peak) => peak > 0);
  return {
    days: peaks.length,
    peak: thirdLargest(peaks),
    requests: sum(hours.map(({ requests }) => sum(requests))),
    confirmed: sum(hours.map(({ confirmed }) => sum(confirmed))),
  };
}

/** Requests below which a share of confirmed ones says nothing. */
const ENOUGH_REQUESTS = 200;
const ASSUMED_SHARE = 0.5;
/** A share below this means that confirmations happen where we cannot see them. */
const VISIBLE_SHARE = 0.2;

/** Which share of its codes an entity usually confirms. */
export interface UsualShare {
  readonly share: number;
  /** False while there are too few requests to tell: then the share is assumed. */
  readonly isKnown: boolean;
  /** False where its confirmations cannot be seen. */
  readonly isVisible: boolean;
}

export function usualShare({ requests, confirmed }: Baseline): UsualShare {
  if (requests < ENOUGH_REQUESTS) return { share: ASSUMED_SHARE, isKnown: false, isVisible: true };
  const share = Math.min(1, confirmed / requests);
  return { share, isKnown: true, isVisible: share >= VISIBLE_SHARE };
}

/** Keeps baselines. Days count from 1970-01-01 UTC. */
export interface BaselineStore {
  readonly read: (key: CountKey, day: number) => Promise<Baseline | undefined>;
  /** Stores it unless there is one; answers with the one that is stored now. */
  readonly keep: (key: CountKey, day: number, baseline: Baseline) => Promise<Baseline>;
}

/** The baseline of a day, made and kept where nobody has made it yet. */
export async function baselineFor(
  key: CountKey,
  day: number,
  windowMs: number,
  { minutes, baselines }: { readonly minutes: MinuteStore; readonly baselines: BaselineStore },
): Promise<Baseline> {
  const known = await baselines.read(key, day);
  if (known !== undefined) return known;
  const first = (day - BASELINE_DAYS) * HOURS_IN_DAY;
  const hours = await minutes.read(key, first, day * HOURS_IN_DAY - 1);
  return baselines.keep(key, day, baselineOf(hours, windowMs));
}
