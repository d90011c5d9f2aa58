import type { SpendStore, SpendFigures } from "../core/spend/spend-figures";

/** Figures in this process. */
export function memorySpendStore(): SpendStore {
  const stored = new Map<string, SpendFigures>();
  const keyOf = (account: string, region: string): string => JSON.stringify([account, region]);
  return {
    read: (account, region) => Promise.resolve(stored.get(keyOf(account, region))),
    write: (account, region, figures) => {
      const key = keyOf(account, region);
      const before = stored.get(key);
      if (before === undefined || before.atMs <= figures.atMs) stored.set(key, figures);
      return Promise.resolve();
    },
  };
}
