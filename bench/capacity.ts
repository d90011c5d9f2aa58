import type { ConsumedCapacity, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { isConflict } from "../lambda/adapters/dynamo";

/** What a client's calls have consumed so far. */
export interface Capacity {
  calls: number;
  writeUnits: number;
  readUnits: number;
}

export const READS = ["QueryCommand", "GetItemCommand", "BatchGetItemCommand", "ScanCommand"];

/** Transactions report one entry for each table, other calls a single one; indexes are included. */
export function unitsOf(output: object): number {
  if (!("ConsumedCapacity" in output)) return 0;
  const reported = output.ConsumedCapacity as ConsumedCapacity | readonly ConsumedCapacity[];
  return [reported].flat().reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
}

/** Makes every call of a client report its capacity, and sums it. */
export function metered(client: DynamoDBClient): Capacity {
  const capacity: Capacity = { calls: 0, writeUnits: 0, readUnits: 0 };
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        capacity.calls++;
        const unit = READS.includes(commandName) ? "readUnits" : "writeUnits";
        try {
          const result = await next({
            ...args,
            input: { ...args.input, ReturnConsumedCapacity: "INDEXES" },
          });
          capacity[unit] += unitsOf(result.output);
          return result;
        } catch (error) {
          // A refused condition costs a write too, but its answer does not say how much.
          if (isConflict(error)) capacity[unit]++;
          throw error;
        }
      },
    { step: "initialize" },
  );
  return capacity;
}
