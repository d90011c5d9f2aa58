import type { IncidentHead } from "../core/incident";
import type { IncidentStore } from "../core/ports";

/** Incidents in this process. */
export function memoryIncidentStore(): IncidentStore {
  const heads = new Map<string, IncidentHead>();
  const keyOf = (scope: string, target: string): string => JSON.stringify([scope, target]);
  return {
    read: (scope, target) => Promise.resolve(heads.get(keyOf(scope, target))),
    write: (head) => {
      const key = keyOf(head.scope, head.target);
      if ((heads.get(key)?.version ?? 0) !== head.version - 1) return Promise.resolve(false);
      heads.set(key, head);
      return Promise.resolve(true);
    },
  };
}
