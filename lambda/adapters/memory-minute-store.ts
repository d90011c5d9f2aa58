import { countKeyText } from "../core/model/rule";
import {
  emptyHour,
  type HourCounts,
  type MinuteStore,
} from "../core/counting/minutes/minute-count";

type Counts = Omit<HourCounts, "hour">;

const EMPTY: Counts = emptyHour();

const sum = (a: readonly number[], b: readonly number[]): readonly number[] =>
  b.every((count) => count === 0) ? a : a.map((count, minute) => count + (b[minute] ?? 0));

/** Lists that have been read never change: a sum is a new list. */
const united = (a: Counts, b: Counts): Counts => ({
  requests: sum(a.requests, b.requests),
  confirmed: sum(a.confirmed, b.confirmed),
  paid: sum(a.paid, b.paid),
});

/** Minute sums in this process. */
export function memoryMinuteStore(): MinuteStore {
  const stored = new Map<string, Map<number, Counts>>();
  return {
    add: (key, addition) => {
      const text = countKeyText(key);
      const hours = stored.get(text) ?? new Map<number, Counts>();
      stored.set(text, hours);
      hours.set(addition.hour, united(hours.get(addition.hour) ?? EMPTY, addition));
      return Promise.resolve();
    },
    read: (key, first, last) => {
      const hours = stored.get(countKeyText(key));
      const read: HourCounts[] = [];
      for (let hour = first; hours !== undefined && hour <= last; hour++) {
        const counts = hours.get(hour);
        if (counts !== undefined) read.push({ hour, ...counts });
      }
      return Promise.resolve(read);
    },
  };
}
