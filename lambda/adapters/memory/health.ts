import type { HealthState, HealthStore } from "../../core/health/news";
import type { PoolInventory, PoolInventoryStore } from "../../core/model/pool-inventory";

/** What the daily checks have seen and told, in this process. */
export function memoryHealthStore(): HealthStore {
  const stored = new Map<string, HealthState>();
  const keyOf = (account: string, region: string): string => JSON.stringify([account, region]);
  return {
    read: (account, region) => Promise.resolve(stored.get(keyOf(account, region))),
    write: (account, region, state) => {
      const key = keyOf(account, region);
      if ((stored.get(key)?.atMs ?? 0) <= state.atMs) stored.set(key, state);
      return Promise.resolve();
    },
  };
}

/** The user pools as last read, in this process. */
export function memoryPoolInventoryStore(): PoolInventoryStore {
  let stored: { readonly inventory: PoolInventory; readonly atMs: number } | undefined;
  return {
    read: () => Promise.resolve(stored?.inventory ?? {}),
    write: (inventory, atMs) => {
      if ((stored?.atMs ?? 0) <= atMs) stored = { inventory, atMs };
      return Promise.resolve();
    },
  };
}
