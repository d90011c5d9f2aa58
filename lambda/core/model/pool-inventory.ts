import type { Config } from "./config";

/** User pools of this account and Region that may send texts, by id, as Cognito describes them. */
export type PoolInventory = Config["userPools"];

/** Keeps what was last read of the user pools. */
export interface PoolInventoryStore {
  /** Empty before the first reading. */
  readonly read: () => Promise<PoolInventory>;
  /** Replaces what was read before, unless that is later. */
  readonly write: (inventory: PoolInventory, atMs: number) => Promise<void>;
}

/**
 * A configuration that also knows the pools that were read. What a person wrote of a pool stands;
 * only app clients that are not listed are added, unless the pool is said to send e-mail only: if
 * that is wrong, its other clients at least are still counted.
 */
export function withInventory(config: Config, inventory: PoolInventory): Config {
  const given = config.userPools;
  const named = new Set(Object.values(given).flatMap(({ clients }) => clients));
  const read = Object.entries(inventory).map(([id, pool]): [string, PoolInventory[string]] => {
    const own = Object.hasOwn(given, id) ? given[id] : undefined;
    if (own?.delivers === "email") return [id, own];
    const unnamed = pool.clients.filter((client) => !named.has(client));
    return [id, { ...(own ?? pool), clients: [...(own?.clients ?? []), ...unnamed] }];
  });
  return { ...config, userPools: { ...given, ...Object.fromEntries(read) } };
}
