import type { IncidentHead, IncidentStore } from "../core/incidents/incident";

/** Incidents in this process. */
export function memoryIncidentStore(): IncidentStore {
  const heads = new Map<string, IncidentHead>();
  const unsettled = new Set<string>();
  const keyOf = (scope: string, target: string): string => JSON.stringify([scope, target]);
  return {
    read: (scope, target) => Promise.resolve(heads.get(keyOf(scope, target))),
    write: (head) => {
      const key = keyOf(head.scope, head.target);
      if ((heads.get(key)?.version ?? 0) !== head.version - 1) return Promise.resolve(false);
      heads.set(key, head);
      unsettled.add(key);
      return Promise.resolve(true);
    },
    unsettled: () => Promise.resolve([...unsettled].flatMap((key) => heads.get(key) ?? [])),
    settle: ({ scope, target, version }) => {
      const key = keyOf(scope, target);
      if (heads.get(key)?.version === version) unsettled.delete(key);
      return Promise.resolve();
    },
  };
}
