import { mean } from "../model/numbers";
import { DAY_MS, dayOf } from "../model/time";
import { spentBetween, type SpendCurve } from "./spend-curve";

const WEEK_DAYS = 7;

/** What a day to come will cost in US dollars, by its number since 1970. */
export type DayPace = (day: number) => number;

/** The mean without so many of the largest and of the smallest, so that one day's attack is left out. */
function trimmed(values: readonly number[], ends: number): number {
  const left = Math.min(ends, Math.floor((values.length - 1) / 2));
  return mean(values.toSorted((a, b) => a - b).slice(left, values.length - left));
}

/** How many times the next one a day at the ends may be. */
const MOST_OF_NEXT = 1.15;

/**
 * The mean, with so many of the largest and of the smallest brought close to the next one: one day's
 * attack hardly counts, and a quiet Sunday, which no dear day makes up for, still does.
 */
function capped(values: readonly number[], ends: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const left = Math.min(ends, Math.floor((sorted.length - 1) / 2));
  const least = (sorted[left] ?? 0) / MOST_OF_NEXT;
  const most = (sorted[sorted.length - 1 - left] ?? 0) * MOST_OF_NEXT;
  return mean(values.map((value) => Math.min(most, Math.max(least, value))));
}

/** How far the mean of a weekday's two days may lie above the lesser: one may have been attacked. */
const MOST_OF_LESSER = 1.25;

/** Below this share a day says little of the level. */
const LEAST_SHARE = 0.2;

/** What each day of a week costs of a week's mean day, by two weeks, oldest day first. */
function weekShares(days: readonly number[]): readonly number[] {
  const weeks = [days.slice(0, WEEK_DAYS), days.slice(WEEK_DAYS)];
  const levels = weeks.map((week) => trimmed(week, 1));
  // A week without a text has no shape.
  if (Math.min(...levels) <= 0) return Array.from(days.slice(WEEK_DAYS), () => 1);
  const pairs = Array.from({ length: WEEK_DAYS }, (_, weekday) => {
    const both = weeks.map((week, i) => (week[weekday] ?? 0) / (levels[i] ?? 0));
    const lesser = Math.min(...both);
    return { lesser, share: Math.min(mean(both), MOST_OF_LESSER * lesser) };
  });
  const usual = mean(pairs.map(({ share }) => share));
  if (usual === 0) return pairs.map(() => 1);
  // What the two weeks do not agree on is chance, by as much as it is of what the weekdays differ.
  const chance = mean(pairs.map(({ lesser, share }) => (share - lesser) ** 2));
  const differ = mean(pairs.map(({ share }) => (share - usual) ** 2));
  const believed = differ === 0 ? 0 : Math.max(0, 1 - chance / differ);
  return pairs.map(({ share }) => 1 + believed * (share / usual - 1));
}

/** No more growth in a week is believed to go on: a launch ends. */
const MOST_GROWTH = 0.1;

/**
 * By how much the last week's level is above that of the week before, of both: believed by as much as it
 * is more than the chance by which the same weekdays differ.
 */
function growthOf(before: readonly number[], last: readonly number[]): number {
  const [meanBefore, meanLast] = [mean(before), mean(last)];
  const both = capped([...before, ...last], 2);
  if (Math.min(meanBefore, meanLast, both) <= 0) return 0;
  const growth = (capped(last, 2) - capped(before, 2)) / both;
  if (growth === 0) return 0;
  const differences = last.map((usd, i) => usd / meanLast - (before[i] ?? 0) / meanBefore);
  const chance = mean(differences.map((each) => each ** 2)) / last.length;
  const believed = Math.max(0, 1 - chance / growth ** 2);
  return believed * Math.max(-MOST_GROWTH, Math.min(MOST_GROWTH, growth));
}

/**
 * Each weekday has its share of the week. The level is that of the last week, which knows of growth,
 * and that of two weeks, which chance moves less: half of each, the ends held back. The days to come
 * have grown by as much as in a week.
 */
function byWeekday(days: readonly number[], today: number): DayPace {
  const shares = weekShares(days);
  const flat = (week: readonly number[]): readonly number[] =>
    week.flatMap((usd, i) => {
      const share = shares[i] ?? 1;
      return share < LEAST_SHARE ? [] : usd / share;
    });
  const before = flat(days.slice(0, WEEK_DAYS));
  const last = flat(days.slice(WEEK_DAYS));
  const steady = (capped(last, 2) + capped([...before, ...last], 2)) / 2;
  const level = steady * (1 + growthOf(before, last));
  return (day) => level * (shares[(day - today) % WEEK_DAYS] ?? 1);
}

/**
 * The days to come by what has been spent: by two whole weeks; where they are not known by one,
 * its dearest and its cheapest day held back; else by all that is known. Undefined below a day.
 */
export function usualDay(curve: SpendCurve): DayPace | undefined {
  const first = curve.timesMs[0] ?? 0;
  const newest = curve.timesMs.at(-1) ?? 0;
  if (newest - first < DAY_MS) return undefined;
  const today = dayOf(newest);
  const known = Math.floor((today * DAY_MS - first) / DAY_MS);
  if (known < WEEK_DAYS) {
    const pace = (spentBetween(curve, first, newest) * DAY_MS) / (newest - first);
    return () => pace;
  }
  const count = known < 2 * WEEK_DAYS ? WEEK_DAYS : 2 * WEEK_DAYS;
  const days = Array.from({ length: count }, (_, i) => {
    const startMs = (today - count + i) * DAY_MS;
    return spentBetween(curve, startMs, startMs + DAY_MS);
  });
  if (count > WEEK_DAYS) return byWeekday(days, today);
  const pace = capped(days, 1);
  return () => pace;
}
