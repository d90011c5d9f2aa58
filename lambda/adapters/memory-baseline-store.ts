import { countKeyText, type CountKey } from "../core/model/rule";
import type { Baseline, BaselineStore } from "../core/counting/minutes/baseline";

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
