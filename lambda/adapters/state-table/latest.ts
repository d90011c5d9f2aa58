import { GetItemCommand, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamoKey, won } from "../dynamo";

interface LatestSpec {
  readonly table: string;
  /** The attribute that holds the value, as one text: it is only ever read as a whole. */
  readonly attribute: string;
  readonly keptMs: number;
}

/** A value of which only the latest counts. */
export interface Latest<T> {
  readonly read: (...key: readonly string[]) => Promise<T | undefined>;
  /** Replaces what was stored, unless that is later. */
  readonly write: (value: T, atMs: number, ...key: readonly string[]) => Promise<void>;
}

/** Values of one kind, each in an item of its own. */
export function latestItems<T>(
  client: DynamoDBClient,
  kind: string,
  { table, attribute, keptMs }: LatestSpec,
): Latest<T> {
  const itemKey = (key: readonly string[]) => ({
    pk: { S: dynamoKey(kind, ...key) },
    sk: { S: "now" },
  });
  return {
    read: async (...key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: itemKey(key), ConsistentRead: true }),
      );
      const text = Item?.[attribute]?.S;
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    write: async (value, atMs, ...key) => {
      const put = new PutItemCommand({
        TableName: table,
        Item: {
          ...itemKey(key),
          at: { N: String(atMs) },
          [attribute]: { S: JSON.stringify(value) },
          expires: { N: String(Math.ceil((atMs + keptMs) / 1000)) },
        },
        ConditionExpression: "attribute_not_exists(#at) OR #at <= :at",
        ExpressionAttributeNames: { "#at": "at" },
        ExpressionAttributeValues: { ":at": { N: String(atMs) } },
      });
      await won(client.send(put));
    },
  };
}
