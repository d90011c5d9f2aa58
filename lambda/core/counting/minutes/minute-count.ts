import type { CountKey } from "../../model/rule";
import { HOUR_MS, MINUTE_MS } from "../../model/time";

/**
 * What is counted in each minute; `paid` are the requests that surely sent a message, `unsent`
 * those that surely sent none.
 */
export const COUNTS = ["requests", "confirmed", "paid", "unsent"] as const;

/** Sums of one UTC hour. Each list has 60 numbers, one for each minute. */
export type HourCounts = {
  /** Hours since 1970-01-01 UTC. */
  readonly hour: number;
} & Readonly<Record<(typeof COUNTS)[number], readonly number[]>>;

export const MINUTES_IN_HOUR = HOUR_MS / MINUTE_MS;

export const noCounts = (): number[] => new Array<number>(MINUTES_IN_HOUR).fill(0);

/** Lists of its own, to be filled. */
export const emptyHour = () => ({
  requests: noCounts(),
  confirmed: noCounts(),
  paid: noCounts(),
  unsent: noCounts(),
});

/** Minutes since 1970-01-01 UTC. */
export const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS);

export const hourOfMinute = (minute: number): number => Math.floor(minute / MINUTES_IN_HOUR);

/** Keeps minute sums. A repeated call counts twice. */
export interface MinuteStore {
  /** Adds to the hour's stored sums. */
  readonly add: (key: CountKey, addition: HourCounts) => Promise<void>;
  /** The stored hours with `first <= hour <= last`, in order. */
  readonly read: (key: CountKey, first: number, last: number) => Promise<readonly HourCounts[]>;
}
