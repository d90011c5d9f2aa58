import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../lambda/core/model/time";
import type { Random } from "../random";

/** A Monday, midnight UTC: every simulated business begins on it. */
export const MONDAY = Date.UTC(2026, 9, 5);

export const DAYS = 16;
/** When a business of so many days ends. */
export const endOf = (days: number): number => MONDAY + days * DAY_MS;

export const END = endOf(DAYS);

/** An instant of a day of the business: days count from 0, hours are UTC. */
export const instantOf = (day: number, hour: number): number =>
  MONDAY + day * DAY_MS + hour * HOUR_MS;

/** The busiest hour of the day, UTC. */
const PEAK_HOUR = 17;

/** What the emptiest hour of the night has of the busiest hour's traffic. */
const TROUGH = 0.05;

/** Share of a weekday's busiest traffic, by the time of day alone: 0.05 at 5 h, 1 at 17 h. */
function dailyShare(atMs: number): number {
  const hour = (atMs % DAY_MS) / HOUR_MS;
  const swing = (1 + Math.cos(((hour - PEAK_HOUR) / 12) * Math.PI)) / 2;
  return TROUGH + (1 - TROUGH) * swing ** 1.3;
}

const WEEKENDS = [0.6, 1.25];

/** How much of the peak is asked for at an instant: by hour, by weekday, and no day like another. */
export function rhythm(random: Random, days = DAYS): (atMs: number) => number {
  const weekend = random.pick(WEEKENDS);
  const moods = Array.from({ length: days }, () => 0.92 + random.fraction() * 0.16);
  return (atMs) => {
    const day = Math.floor((atMs - MONDAY) / DAY_MS);
    const isWeekend = day % 7 >= 5;
    return dailyShare(atMs) * (isWeekend ? weekend : 1) * (moods[day] ?? 1);
  };
}

const STEP_MS = 10 * MINUTE_MS;

/** Instants between two times at which something happens so often per hour, at random. */
export function instants(
  random: Random,
  fromMs: number,
  toMs: number,
  perHour: (atMs: number) => number,
): readonly number[] {
  const found: number[] = [];
  for (let stepMs = fromMs; stepMs < toMs; stepMs += STEP_MS) {
    const endMs = Math.min(stepMs + STEP_MS, toMs);
    const gapMs = HOUR_MS / perHour(stepMs);
    let atMs = stepMs + random.exponential(gapMs);
    for (; atMs < endMs; atMs += random.exponential(gapMs)) found.push(Math.floor(atMs));
  }
  return found;
}
