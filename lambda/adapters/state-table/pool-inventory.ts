import { GetItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { PoolInventory, PoolInventoryStore } from "../../core/model/pool-inventory";
import { DAY_MS } from "../../core/model/time";
import { won } from "../dynamo";

const KEY = { pk: { S: "pools" }, sk: { S: "-" } };

/** Checks that were switched off leave nothing behind that grows old. */
const KEPT_MS = 7 * DAY_MS;

/** The user pools as last read, in the state table: one item for each installation. */
export const dynamoPoolInventoryStore = (
  client: DynamoDBClient,
  table: string,
): PoolInventoryStore => ({
  read: async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: KEY }));
    const text = Item?.body?.S;
    return text === undefined ? {} : (JSON.parse(text) as PoolInventory);
  },
  write: async (inventory, atMs) => {
    const put = new PutItemCommand({
      TableName: table,
      Item: {
        ...KEY,
        at: { N: String(atMs) },
        body: { S: JSON.stringify(inventory) },
        expires: { N: String(Math.ceil((atMs + KEPT_MS) / 1000)) },
      },
      ConditionExpression: "attribute_not_exists(#at) OR #at <= :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":at": { N: String(atMs) } },
    });
    await won(client.send(put));
  },
});
