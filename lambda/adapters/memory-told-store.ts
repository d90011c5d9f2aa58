import type { HourlyPages, ToldStore } from "../core/ports";
import type { Told } from "../core/pace";

/** What was told, in this process. Nobody else tells, so a claim is always granted. */
export function memoryToldStore(): ToldStore {
  const toldOf = new Map<string, Map<string, Told>>();
  const keyOf = (scope: string, target: string): string => JSON.stringify([scope, target]);
  return {
    ofTarget: (scope, target) =>
      Promise.resolve([...(toldOf.get(keyOf(scope, target))?.values() ?? [])]),
    claim: () => Promise.resolve(true),
    confirm: ({ scope, target }, told) => {
      const key = keyOf(scope, target);
      const ofTarget = toldOf.get(key) ?? new Map<string, Told>();
      toldOf.set(key, ofTarget.set(told.incidentId, told));
      return Promise.resolve();
    },
  };
}

/** The places of each hour, in this process. */
export function memoryHourlyPages(): HourlyPages {
  const admitted = new Map<number, Set<string>>();
  const refused = new Map<number, Set<string>>();
  const ofHour = (sets: Map<number, Set<string>>, hour: number): Set<string> => {
    const set = sets.get(hour) ?? new Set<string>();
    sets.set(hour, set);
    return set;
  };
  return {
    enter: (hour, incidentId, places) => {
      const inside = ofHour(admitted, hour);
      if (inside.has(incidentId) || inside.size < places) {
        inside.add(incidentId);
        return Promise.resolve({ isAdmitted: true, isFirstRefusal: false, waiting: 0 });
      }
      const waiting = ofHour(refused, hour).add(incidentId).size;
      const isFirstRefusal = waiting === 1;
      return Promise.resolve({ isAdmitted: false, isFirstRefusal, waiting });
    },
  };
}
