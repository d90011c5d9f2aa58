import { errorText, type Telemetry } from "../adapters/runtime";
import type { PoolInventory, PoolInventoryStore } from "../core/model/pool-inventory";
import { MINUTE_MS } from "../core/model/time";

const FRESH_MS = 15 * MINUTE_MS;

/** What is known of the user pools; asks the table at most once in a while. */
export type InventoryReader = (nowMs: number) => Promise<PoolInventory>;

/** A table that does not answer stops no detection: what was last read stands. */
export function inventoryReader(
  store: Pick<PoolInventoryStore, "read">,
  { logger }: Pick<Telemetry, "logger">,
): InventoryReader {
  let inventory: PoolInventory = {};
  let readAtMs = -Infinity;
  return async (nowMs) => {
    if (nowMs - readAtMs < FRESH_MS) return inventory;
    readAtMs = nowMs;
    try {
      inventory = await store.read();
    } catch (error) {
      logger.warn("could not read the user pools", { error: errorText(error) });
    }
    return inventory;
  };
}
