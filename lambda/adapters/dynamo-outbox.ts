import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Outbox, StoredStep } from "../core/incidents/outbox";
import { won } from "./dynamo";
import { readHead, TODO, marked } from "./findings-table/heads";

/** The marked steps of a table that is an outbox, by its index of marks. */
export const dynamoOutbox = (client: DynamoDBClient, table: string): Outbox => ({
  waiting: () => marked(client, table, "s"),
  read: async ({ pk, sk }) => (await readHead(client, table, pk, sk)) as StoredStep | undefined,
  // A step that is gone has no mark either, and must not hold up the stream.
  done: async ({ pk, sk }) => {
    await won(
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: { S: pk }, sk: { S: sk } },
          UpdateExpression: "REMOVE #todo",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeNames: { "#todo": TODO },
        }),
      ),
    );
  },
});
