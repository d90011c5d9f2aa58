import type { KnownStore } from "../core/counting/windows/evaluate-window";
import type { Entity, Target } from "../core/model/rule";

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
