import {
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";

import { sortable } from "./dynamo-key";

export type Item = Readonly<Record<string, AttributeValue>>;

/** All items of a query, however many pages they take. */
export async function queryAll(
  client: DynamoDBClient,
  input: QueryCommandInput,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** The items of a partition whose sort keys, numbers as text, lie from one to another; consistent. */
export const queryRange = (
  client: DynamoDBClient,
  table: string,
  partition: string,
  first: number,
  last: number,
): Promise<readonly Item[]> =>
  queryAll(client, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
    ExpressionAttributeValues: {
      ":pk": { S: partition },
      ":first": { S: sortable(first) },
      ":last": { S: sortable(last) },
    },
  });
