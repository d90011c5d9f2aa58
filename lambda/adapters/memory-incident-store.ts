import type { IncidentHead, IncidentStore } from "../core/incidents/incident";

/** Incidents in this process. */
export function memoryIncidentStore(): IncidentStore {
  const heads = new Map<string, IncidentHead>();
  const unsettled = new Set<string>();
  const keyOf = (scope: string, target: string): string => JSON.stringify([scope, target]);
  const isNext = (head: IncidentHead): boolean =>
    (heads.get(keyOf(head.scope, head.target))?.version ?? 0) === head.version - 1;
  const write = (head: IncidentHead, parts: readonly IncidentHead[]): Promise<boolean> => {
    const all = [head, ...parts];
    if (!all.every(isNext)) return Promise.resolve(false);
    for (const each of all) {
      const key = keyOf(each.scope, each.target);
      heads.set(key, each);
      if (each.partOf === undefined) unsettled.add(key);
      else unsettled.delete(key);
    }
    return Promise.resolve(true);
  };
  return {
    read: (scope, target) => Promise.resolve(heads.get(keyOf(scope, target))),
    write: (head) => write(head, []),
    writeLinked: write,
    unsettled: () => Promise.resolve([...unsettled].flatMap((key) => heads.get(key) ?? [])),
    settle: ({ scope, target, version }) => {
      const key = keyOf(scope, target);
      if (heads.get(key)?.version === version) unsettled.delete(key);
      return Promise.resolve();
    },
  };
}
