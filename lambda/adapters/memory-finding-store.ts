import { countKeyText, type CountKey } from "../core/model/rule";
import type { FindingHead, FindingStore } from "../core/findings/finding";

const targetText = (scope: string, target: string): string => JSON.stringify([scope, target]);

/** Findings in this process; steps are only handed back to who wrote them. */
export function memoryFindingStore(): FindingStore {
  const heads = new Map<string, FindingHead>();
  const byTarget = new Map<string, Map<string, FindingHead>>();
  const open = new Map<string, CountKey>();
  return {
    read: (key) => Promise.resolve(heads.get(countKeyText(key))),
    write: (head) => {
      const { scope, target } = head.key;
      const id = countKeyText(head.key);
      if ((heads.get(id)?.version ?? 0) !== head.version - 1) return Promise.resolve(false);
      heads.set(id, head);
      const siblings = byTarget.get(targetText(scope, target)) ?? new Map<string, FindingHead>();
      byTarget.set(targetText(scope, target), siblings.set(id, head));
      if (head.findings.some(({ status }) => status === "open")) open.set(id, head.key);
      else open.delete(id);
      return Promise.resolve(true);
    },
    ofTarget: (scope, target) =>
      Promise.resolve([...(byTarget.get(targetText(scope, target))?.values() ?? [])]),
    open: () => Promise.resolve([...open.values()]),
  };
}
