import { GetItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SpendStore, SpendFigures } from "../../core/spend/spend-figures";
import { DAY_MS } from "../../core/model/time";
import { won, dynamoKey } from "../dynamo";

/** Figures are made anew every five minutes; older ones tell an incident nothing. */
const KEPT_MS = 7 * DAY_MS;

const itemKey = (account: string, region: string) => ({
  pk: { S: dynamoKey("spend", account, region) },
  sk: { S: "now" },
});

/** The latest figures in the state table, as one text: they are only ever read as a whole. */
export const dynamoSpendStore = (client: DynamoDBClient, table: string): SpendStore => ({
  read: async (account, region) => {
    const Key = itemKey(account, region);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    const text = Item?.figures?.S;
    return text === undefined ? undefined : (JSON.parse(text) as SpendFigures);
  },
  write: async (account, region, figures) => {
    const put = new PutItemCommand({
      TableName: table,
      Item: {
        ...itemKey(account, region),
        at: { N: String(figures.atMs) },
        figures: { S: JSON.stringify(figures) },
        expires: { N: String(Math.ceil((figures.atMs + KEPT_MS) / 1000)) },
      },
      ConditionExpression: "attribute_not_exists(#at) OR #at <= :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":at": { N: String(figures.atMs) } },
    });
    await won(client.send(put));
  },
});
