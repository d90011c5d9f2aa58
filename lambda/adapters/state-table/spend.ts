import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SpendStore, SpendFigures } from "../../core/spend/spend-figures";
import { DAY_MS } from "../../core/model/time";
import { latestItems } from "./latest";

/** Figures are made anew every five minutes; older ones tell an incident nothing. */
const KEPT_MS = 7 * DAY_MS;

/** The latest figures in the state table. */
export function dynamoSpendStore(client: DynamoDBClient, table: string): SpendStore {
  const spec = { table, attribute: "figures", keptMs: KEPT_MS };
  const latest = latestItems<SpendFigures>(client, "spend", spec);
  return {
    read: latest.read,
    write: (account, region, figures) => latest.write(figures, figures.atMs, account, region),
  };
}
