import type { NotificationLog } from "../core/notifications/notification-log";
import type { HourlyPages, Notified } from "../core/notifications/pace";
import { MINUTE_MS } from "../core/model/time";

/** A claim that was never confirmed runs out: whoever held it has died. */
const LEASE_MS = MINUTE_MS;

/** What one sink has been served, in this process. */
export function memoryNotificationLog(): NotificationLog {
  const notifiedOf = new Map<string, Map<string, Notified>>();
  const leases = new Map<string, number>();
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  return {
    ofTarget: (scope, target) =>
      Promise.resolve([...(notifiedOf.get(keyOf(scope, target))?.values() ?? [])]),
    claim: ({ scope, target, incidentId }, revision, nowMs) => {
      const notified = notifiedOf.get(keyOf(scope, target))?.get(incidentId);
      const lease = keyOf(scope, target, incidentId);
      const isNotified =
        notified !== undefined &&
        (notified.revision > revision ||
          (notified.revision === revision && notified.isRefused !== true));
      if (isNotified || nowMs < (leases.get(lease) ?? 0)) return Promise.resolve(false);
      leases.set(lease, nowMs + LEASE_MS);
      return Promise.resolve(true);
    },
    confirm: ({ scope, target, incidentId }, notified) => {
      const key = keyOf(scope, target);
      const ofTarget = notifiedOf.get(key) ?? new Map<string, Notified>();
      const before = ofTarget.get(incidentId);
      const isOvertaken = before !== undefined && before.revision > notified.revision;
      notifiedOf.set(key, isOvertaken ? ofTarget : ofTarget.set(incidentId, notified));
      leases.delete(keyOf(scope, target, incidentId));
      return Promise.resolve();
    },
  };
}

/** One sink's places of each hour, in this process. */
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
