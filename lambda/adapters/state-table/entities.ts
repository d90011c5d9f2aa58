import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KnownStore } from "../../core/counting/windows/evaluate-window";
import { KNOWN_DAYS, type Entity, type Target } from "../../core/model/rule";
import { DAY_MS } from "../../core/model/time";
import { won, dynamoKey } from "../dynamo";
import type { LearningStore } from "../../core/counting/learning";

const itemKey = (scope: string, target: Target, { type, value }: Entity) => ({
  pk: { S: dynamoKey("k", scope, target, `${type}=${value}`) },
  sk: { S: "-" },
});

const expiry = (day: number): string => String(((day + KNOWN_DAYS + 2) * DAY_MS) / 1000);

/** Adds a day. A late one of the past must not bring the item's end nearer. */
function addCommands(table: string, key: ReturnType<typeof itemKey>, day: number) {
  const change = {
    TableName: table,
    Key: key,
    ExpressionAttributeNames: { "#days": "days" },
  };
  const days = { ":day": { SS: [String(day)] } };
  return {
    extending: new UpdateItemCommand({
      ...change,
      UpdateExpression: "SET expires = :expires ADD #days :day",
      ConditionExpression: "attribute_not_exists(expires) OR expires <= :expires",
      ExpressionAttributeValues: { ...days, ":expires": { N: expiry(day) } },
    }),
    late: new UpdateItemCommand({
      ...change,
      UpdateExpression: "SET expires = if_not_exists(expires, :expires) ADD #days :day",
      ExpressionAttributeValues: { ...days, ":expires": { N: expiry(day) } },
    }),
  };
}

/** Confirmation days in the state table: one string set for each entity. */
export function dynamoKnownStore(client: DynamoDBClient, table: string): KnownStore {
  /** Most confirmations are of a day that this process has written before. */
  const written = new Set<string>();
  return {
    add: async (scope, target, entity, day) => {
      const key = itemKey(scope, target, entity);
      const mark = `${key.pk.S}@${day}`;
      if (written.has(mark)) return;
      const { extending, late } = addCommands(table, key, day);
      if (!(await won(client.send(extending)))) await client.send(late);
      if (written.size > 50_000) written.clear();
      written.add(mark);
    },
    days: async (scope, target, entity) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: table,
          Key: itemKey(scope, target, entity),
          ConsistentRead: true,
        }),
      );
      return new Set((Item?.days?.SS ?? []).map(Number));
    },
  };
}

/** First records of sources in the state table. Few, and most never change: a process reads one once. */
export function dynamoLearningStore(client: DynamoDBClient, table: string): LearningStore {
  const known = new Map<string, number>();
  return {
    firstSeen: async (scope, source, atMs) => {
      const Key = { pk: { S: dynamoKey("meta", scope) }, sk: { S: source } };
      const place = `${Key.pk.S} ${source}`;
      const before = known.get(place);
      if (before !== undefined && before <= atMs) return before;
      const setSmaller = new UpdateItemCommand({
        TableName: table,
        Key,
        UpdateExpression: "SET firstSeen = :at",
        ConditionExpression: "attribute_not_exists(firstSeen) OR firstSeen > :at",
        ExpressionAttributeValues: { ":at": { N: String(atMs) } },
      });
      let first = atMs;
      if (!(await won(client.send(setSmaller)))) {
        const read = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
        const { Item } = await client.send(read);
        first = Number(Item?.firstSeen?.N ?? atMs);
      }
      known.set(place, first);
      return first;
    },
  };
}
