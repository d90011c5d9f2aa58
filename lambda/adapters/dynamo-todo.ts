import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { StepKey } from "../core/incidents/outbox";
import { TODO } from "./dynamo-head";
import { shardsOf } from "./dynamo-key";
import { queryAll } from "./dynamo-query";

/** The index of the findings table that lists what is marked. */
const TODO_INDEX = "todo";

/** Keys of all items that are marked with a kind: `f` findings, `i` incidents, `s` steps. */
export async function marked(
  client: DynamoDBClient,
  table: string,
  kind: string,
): Promise<readonly StepKey[]> {
  const pages = shardsOf(kind).map((shard) =>
    queryAll(client, {
      TableName: table,
      IndexName: TODO_INDEX,
      KeyConditionExpression: "#todo = :shard",
      ExpressionAttributeNames: { "#todo": TODO },
      ExpressionAttributeValues: { ":shard": { S: shard } },
    }),
  );
  const items = (await Promise.all(pages)).flat();
  return items.map((item) => ({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" }));
}
