import type { LearningStore } from "../core/counting/learning";

/** First records of sources in this process. */
export function memoryLearningStore(): LearningStore {
  const stored = new Map<string, number>();
  return {
    firstSeen: (scope, source, atMs) => {
      const key = JSON.stringify([scope, source]);
      const earliest = Math.min(atMs, stored.get(key) ?? Infinity);
      stored.set(key, earliest);
      return Promise.resolve(earliest);
    },
  };
}
