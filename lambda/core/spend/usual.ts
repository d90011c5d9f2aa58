import { DAY_MS } from "../model/time";

/** How many days back a figure is compared with its own past. */
export const HISTORY_DAYS = 14;

/** Days of the past below which nothing is usual. */
const LEAST_DAYS = 3;

/**
 * Which of the days counts, from the largest: what happens once a week happened twice in 14 days
 * and is usual, and one bad day is forgiven.
 */
const RANK = 2;

/**
 * What is usual at this time of day: the second largest of what the 14 days before held.
 *
 * @param atMs the time to compare with, on each earlier day
 * @param sinceMs from when on there are data: earlier days are unknown, not empty
 * @param levelAt the largest level around a time; an hour's shift (clocks go forward and back) is
 *   for it to allow
 * @returns undefined while fewer than three days are known
 */
export function usualAt(
  atMs: number,
  sinceMs: number,
  levelAt: (dayMs: number) => number,
): number | undefined {
  const levels: number[] = [];
  for (let day = 1; day <= HISTORY_DAYS; day++) {
    const time = atMs - day * DAY_MS;
    if (time >= sinceMs) levels.push(levelAt(time));
  }
  if (levels.length < LEAST_DAYS) return undefined;
  return levels.sort((a, b) => b - a)[RANK - 1];
}

/** Days for which a figure must be known before anything in it is called new. */
export const LEARNING_MS = LEAST_DAYS * DAY_MS;
