import type { HourlyPages, ToldStore } from "../core/ports";
import type { Told } from "../core/notifications/pace";
import { MINUTE_MS } from "../core/model/time";

/** A claim that was never confirmed runs out: whoever held it has died. */
const LEASE_MS = MINUTE_MS;

/** What was told, in this process. */
export function memoryToldStore(): ToldStore {
  const toldOf = new Map<string, Map<string, Told>>();
  const leases = new Map<string, number>();
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  return {
    ofTarget: (scope, target) =>
      Promise.resolve([...(toldOf.get(keyOf(scope, target))?.values() ?? [])]),
    claim: ({ scope, target, incidentId }, revision, nowMs) => {
      const told = toldOf.get(keyOf(scope, target))?.get(incidentId);
      const lease = keyOf(scope, target, incidentId);
      const isTold = told !== undefined && told.revision >= revision;
      if (isTold || nowMs < (leases.get(lease) ?? 0)) return Promise.resolve(false);
      leases.set(lease, nowMs + LEASE_MS);
      return Promise.resolve(true);
    },
    confirm: ({ scope, target, incidentId }, told) => {
      const key = keyOf(scope, target);
      const ofTarget = toldOf.get(key) ?? new Map<string, Told>();
      const before = ofTarget.get(incidentId);
      const isOvertaken = before !== undefined && before.revision > told.revision;
      toldOf.set(key, isOvertaken ? ofTarget : ofTarget.set(incidentId, told));
      leases.delete(keyOf(scope, target, incidentId));
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
        return Promise.resolve({ isAdmitted: true, waiting: 0 });
      }
      const waiting = ofHour(refused, hour).add(incidentId).size;
      return Promise.resolve({ isAdmitted: false, waiting });
    },
  };
}
