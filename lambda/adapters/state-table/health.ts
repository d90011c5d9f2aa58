import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { HealthState, HealthStore } from "../../core/health/news";
import { DAY_MS } from "../../core/model/time";
import { latestItems } from "./latest";

/** A stack whose checks were off for longer tells anew. */
const KEPT_MS = 60 * DAY_MS;

/** What the daily checks have seen and told, in the state table. */
export function dynamoHealthStore(client: DynamoDBClient, table: string): HealthStore {
  const spec = { table, attribute: "body", keptMs: KEPT_MS };
  const latest = latestItems<HealthState>(client, "health", spec);
  return {
    read: latest.read,
    write: (account, region, state) => latest.write(state, state.atMs, account, region),
  };
}
