import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { WindowStore, Chunk, Cut, WindowKey } from "../core/counting/windows/window";
import { won } from "./dynamo-error";
import { expiryAfter } from "./dynamo-expiry";
import { dynamoKey, sortable } from "./dynamo-key";
import { queryRange } from "./dynamo-query";
import {
  additionClauses,
  bucketOf,
  chunkOf,
  createUpdate,
  overflowClauses,
  TEXTS,
  tokensOf,
} from "./dynamo-window-item";

const partition = ({ scope, target, spanMs, entity }: WindowKey): string =>
  dynamoKey("w", scope, target, spanMs, `${entity.type}=${entity.value}`);

const itemKey = (key: WindowKey, index: number) => ({
  pk: { S: partition(key) },
  sk: { S: sortable(index) },
});

const expiry = ({ spanMs }: WindowKey, index: number): number => expiryAfter((index + 1) * spanMs);

/** The cut holds only while nobody else has moved anything into the overflow. */
function cutCommand(table: string, key: WindowKey, cut: Cut): UpdateItemCommand {
  const update = createUpdate();
  const added = overflowClauses(update, cut.series, cut);
  const gone = update.bind(tokensOf(cut.series), { SS: [...cut.tokens] });
  const conditions = cut.seen.map((count, i) => {
    const [name = "", value = ""] = update
      .bind(bucketOf(cut.series, i), { N: String(count) })
      .split(" ");
    return count === 0
      ? `(attribute_not_exists(${name}) OR ${name} = ${value})`
      : `${name} = ${value}`;
  });
  return new UpdateItemCommand({
    TableName: table,
    Key: itemKey(key, cut.index),
    UpdateExpression: `ADD ${added.join(", ")} DELETE ${gone}`,
    ConditionExpression: conditions.join(" AND "),
    ExpressionAttributeNames: update.names,
    ExpressionAttributeValues: update.values,
  });
}

function addCommand(table: string, key: WindowKey, addition: Chunk): UpdateItemCommand {
  const update = createUpdate();
  const clauses = additionClauses(update, addition);
  const expires = update.bind("expires", { N: String(expiry(key, addition.index)) });
  const set = `SET ${expires.replace(" ", " = ")}`;
  return new UpdateItemCommand({
    TableName: table,
    Key: itemKey(key, addition.index),
    UpdateExpression: clauses.length > 0 ? `${set} ADD ${clauses.join(", ")}` : set,
    ExpressionAttributeNames: update.names,
    ExpressionAttributeValues: update.values,
  });
}

const forgetCommand = (table: string, key: WindowKey, index: number, texts: readonly string[]) =>
  new UpdateItemCommand({
    TableName: table,
    Key: itemKey(key, index),
    UpdateExpression: "DELETE #x :gone",
    ExpressionAttributeNames: { "#x": TEXTS },
    ExpressionAttributeValues: { ":gone": { SS: [...texts] } },
  });

/** Windows in a DynamoDB table with string keys `pk` and `sk` and the TTL attribute `expires`. */
export function dynamoWindowStore(client: DynamoDBClient, table: string): WindowStore {
  return {
    add: async (key, addition) => {
      await client.send(addCommand(table, key, addition));
    },
    read: async (key, first, last) => {
      const items = await queryRange(client, table, partition(key), first, last);
      return items.map(chunkOf);
    },
    cut: async (key, cut) => {
      await won(client.send(cutCommand(table, key, cut)));
    },
    forget: async (key, index, texts) => {
      if (texts.length > 0) await client.send(forgetCommand(table, key, index, texts));
    },
  };
}
