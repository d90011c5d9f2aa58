import { GetItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { HealthState, HealthStore } from "../../core/health/news";
import { DAY_MS } from "../../core/model/time";
import { won, dynamoKey } from "../dynamo";

/** A stack whose checks were off for longer tells anew. */
const KEPT_MS = 60 * DAY_MS;

const itemKey = (account: string, region: string) => ({
  pk: { S: dynamoKey("health", account, region) },
  sk: { S: "now" },
});

/** What the daily checks have seen and told, in the state table, as one text. */
export const dynamoHealthStore = (client: DynamoDBClient, table: string): HealthStore => ({
  read: async (account, region) => {
    const Key = itemKey(account, region);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    const text = Item?.body?.S;
    return text === undefined ? undefined : (JSON.parse(text) as HealthState);
  },
  write: async (account, region, state) => {
    const put = new PutItemCommand({
      TableName: table,
      Item: {
        ...itemKey(account, region),
        at: { N: String(state.atMs) },
        body: { S: JSON.stringify(state) },
        expires: { N: String(Math.ceil((state.atMs + KEPT_MS) / 1000)) },
      },
      ConditionExpression: "attribute_not_exists(#at) OR #at <= :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":at": { N: String(state.atMs) } },
    });
    await won(client.send(put));
  },
});
