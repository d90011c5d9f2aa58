import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { PoolInventory, PoolInventoryStore } from "../../core/model/pool-inventory";
import { DAY_MS } from "../../core/model/time";
import { latestItems } from "./latest";

/** Checks that were switched off leave nothing behind that grows old. */
const KEPT_MS = 7 * DAY_MS;

/** The user pools as last read, in the state table: one item for each installation. */
export function dynamoPoolInventoryStore(
  client: DynamoDBClient,
  table: string,
): PoolInventoryStore {
  const spec = { table, attribute: "body", keptMs: KEPT_MS };
  const latest = latestItems<PoolInventory>(client, "pools", spec);
  return {
    read: async () => (await latest.read()) ?? {},
    write: (inventory, atMs) => latest.write(inventory, atMs),
  };
}
