import { findingKeyText } from "../core/findings/finding";
import type { Baseline } from "../core/counting/minutes/baseline";
import type { MinuteKey } from "../core/counting/minutes/minute-count";
import type { BaselineStore } from "../core/ports";

/** Baselines in this process. */
export function memoryBaselineStore(): BaselineStore {
  const stored = new Map<string, Baseline>();
  const place = (key: MinuteKey, day: number): string => `${findingKeyText(key)}@${day}`;
  return {
    read: (key, day) => Promise.resolve(stored.get(place(key, day))),
    keep: (key, day, baseline) => {
      const kept = stored.get(place(key, day)) ?? baseline;
      stored.set(place(key, day), kept);
      return Promise.resolve(kept);
    },
  };
}
