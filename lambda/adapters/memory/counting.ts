import { windowKeyText } from "../../core/counting/windows/window-group";
import {
  EMPTY_SERIES,
  NO_OVERFLOW,
  type WindowStore,
  type Chunk,
  type Cut,
  type Overflow,
  type WindowKey,
} from "../../core/counting/windows/window";
import { countKeyText, type CountKey, type Entity, type Target } from "../../core/model/rule";
import {
  emptyHour,
  type HourCounts,
  type MinuteStore,
} from "../../core/counting/minutes/minute-count";
import type { Baseline, BaselineStore } from "../../core/counting/minutes/baseline";
import type { KnownStore } from "../../core/counting/windows/evaluate-window";
import type { LearningStore } from "../../core/counting/learning";

/** Most batches add one or two tokens, for which looking through the list beats building a set. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0) return b;
  if (b.length > 4) return [...new Set([...a, ...b])];
  const added = b.filter((entry) => !a.includes(entry));
  return added.length === 0 ? a : [...a, ...added];
}

const without = (a: readonly string[], b: readonly string[]): readonly string[] => {
  const gone = new Set(b);
  return a.filter((entry) => !gone.has(entry));
};

function sum(a: Overflow, b: Overflow): Overflow {
  const unsentOverflow = (a.unsentOverflow ?? 0) + (b.unsentOverflow ?? 0);
  const overflow =
    b.overflow === NO_OVERFLOW
      ? a.overflow
      : a.overflow.map((count, i) => count + (b.overflow[i] ?? 0));
  const both = { overflow, paidOverflow: a.paidOverflow + b.paidOverflow };
  return unsentOverflow === 0 ? both : { ...both, unsentOverflow };
}

function united(stored: Chunk, added: Chunk): Chunk {
  const series = { ...stored.series };
  for (const [name, addition] of Object.entries(added.series)) {
    const before = series[name] ?? EMPTY_SERIES;
    const tokens = union(before.tokens, addition.tokens);
    series[name] = { tokens, ...sum(before, addition) };
  }
  return { index: stored.index, series, texts: union(stored.texts, added.texts) };
}

function cutFrom(chunk: Chunk, cut: Cut): Chunk {
  const stored = chunk.series[cut.series];
  if (stored?.overflow.every((count, i) => count === cut.seen[i]) !== true) return chunk;
  const series = { tokens: without(stored.tokens, cut.tokens), ...sum(stored, cut) };
  return { ...chunk, series: { ...chunk.series, [cut.series]: series } };
}

/** Windows in this process: what replay counts with, exact and gone when the process ends. */
export function memoryWindowStore(): WindowStore {
  const windows = new Map<string, Map<number, Chunk>>();
  const change = (key: WindowKey, index: number, to: (chunk: Chunk) => Chunk): Promise<void> => {
    const id = windowKeyText(key);
    const chunks = windows.get(id) ?? new Map<number, Chunk>();
    windows.set(id, chunks);
    chunks.set(index, to(chunks.get(index) ?? { index, series: {}, texts: [] }));
    return Promise.resolve();
  };
  return {
    add: (key, addition) => change(key, addition.index, (chunk) => united(chunk, addition)),
    read: (key, first, last) => {
      const chunks = windows.get(windowKeyText(key));
      const found: Chunk[] = [];
      for (let index = first; index <= last; index++) {
        const chunk = chunks?.get(index);
        if (chunk !== undefined) found.push(chunk);
      }
      return Promise.resolve(found);
    },
    cut: (key, cut) => change(key, cut.index, (chunk) => cutFrom(chunk, cut)),
    forget: (key, index, texts) =>
      change(key, index, (chunk) => ({ ...chunk, texts: without(chunk.texts, texts) })),
  };
}

const sumOfEach = (a: readonly number[], b: readonly number[]): readonly number[] =>
  b.every((count) => count === 0) ? a : a.map((count, minute) => count + (b[minute] ?? 0));

/** Hours that have been read never change: this makes a new one. */
const unitedHours = (a: HourCounts, b: HourCounts): HourCounts => ({
  hour: a.hour,
  requests: sumOfEach(a.requests, b.requests),
  confirmed: sumOfEach(a.confirmed, b.confirmed),
  paid: sumOfEach(a.paid, b.paid),
  unsent: sumOfEach(a.unsent, b.unsent),
});

/** Minute sums in this process. */
export function memoryMinuteStore(): MinuteStore {
  const stored = new Map<string, Map<number, HourCounts>>();
  return {
    add: (key, addition) => {
      const text = countKeyText(key);
      const hours = stored.get(text) ?? new Map<number, HourCounts>();
      stored.set(text, hours);
      const before = hours.get(addition.hour) ?? { hour: addition.hour, ...emptyHour() };
      hours.set(addition.hour, unitedHours(before, addition));
      return Promise.resolve();
    },
    read: (key, first, last) => {
      const hours = stored.get(countKeyText(key));
      const read: HourCounts[] = [];
      for (let hour = first; hours !== undefined && hour <= last; hour++) {
        const counts = hours.get(hour);
        if (counts !== undefined) read.push(counts);
      }
      return Promise.resolve(read);
    },
  };
}

/** Baselines in this process. */
export function memoryBaselineStore(): BaselineStore {
  const stored = new Map<string, Baseline>();
  const place = (key: CountKey, day: number): string => `${countKeyText(key)}@${day}`;
  return {
    read: (key, day) => Promise.resolve(stored.get(place(key, day))),
    keep: (key, day, baseline) => {
      const kept = stored.get(place(key, day)) ?? baseline;
      stored.set(place(key, day), kept);
      return Promise.resolve(kept);
    },
  };
}

/** Confirmation days in this process. */
export function memoryKnownStore(): KnownStore {
  const daysOf = new Map<string, Set<number>>();
  const keyOf = (scope: string, target: Target, { type, value }: Entity): string =>
    JSON.stringify([scope, target, type, value]);
  return {
    add: (scope, target, entity, day) => {
      const key = keyOf(scope, target, entity);
      const days = daysOf.get(key);
      if (days === undefined) daysOf.set(key, new Set([day]));
      else days.add(day);
      return Promise.resolve();
    },
    days: (scope, target, entity) =>
      Promise.resolve(new Set(daysOf.get(keyOf(scope, target, entity)))),
  };
}

/** First records of accounts in this process. */
export function memoryLearningStore(): LearningStore {
  const stored = new Map<string, number>();
  return {
    firstSeen: (account, atMs) => {
      const earliest = Math.min(atMs, stored.get(account) ?? Infinity);
      stored.set(account, earliest);
      return Promise.resolve(earliest);
    },
  };
}
