import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { CanaryState, CanaryStore } from "../../core/model/canary";
import { won } from "../dynamo";

const KEY = { pk: { S: "canary" }, sk: { S: "-" } };

const FIELDS = ["sinceMs", "calledAtMs", "unseenSinceMs"] as const;

/** Sets what the state has, and removes what it lacks. */
function writeOf(TableName: string, state: Omit<CanaryState, "seenAtMs">): UpdateItemCommand {
  const kept = FIELDS.filter((name) => state[name] !== undefined);
  const gone = FIELDS.filter((name) => state[name] === undefined);
  const set = kept.map((name) => `${name} = :${name}`).join(", ");
  const remove = gone.length === 0 ? "" : ` REMOVE ${gone.join(", ")}`;
  return new UpdateItemCommand({
    TableName,
    Key: KEY,
    UpdateExpression: `SET ${set}${remove}`,
    ExpressionAttributeValues: Object.fromEntries(
      kept.map((name) => [`:${name}`, { N: String(state[name]) }]),
    ),
  });
}

/** The canary's state in the state table: one item, which two functions write, each its own fields. */
export const dynamoCanaryStore = (client: DynamoDBClient, table: string): CanaryStore => ({
  read: async () => {
    const { Item = {} } = await client.send(
      new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }),
    );
    const numberAt = (name: keyof CanaryState): number | undefined =>
      Item[name]?.N === undefined ? undefined : Number(Item[name].N);
    return {
      sinceMs: numberAt("sinceMs"),
      calledAtMs: numberAt("calledAtMs"),
      unseenSinceMs: numberAt("unseenSinceMs"),
      seenAtMs: numberAt("seenAtMs"),
    };
  },
  write: async (state) => {
    await client.send(writeOf(table, state));
  },
  seen: async (atMs) => {
    const setLater = new UpdateItemCommand({
      TableName: table,
      Key: KEY,
      UpdateExpression: "SET seenAtMs = :at",
      ConditionExpression: "attribute_not_exists(seenAtMs) OR seenAtMs < :at",
      ExpressionAttributeValues: { ":at": { N: String(atMs) } },
    });
    await won(client.send(setLater));
  },
});
