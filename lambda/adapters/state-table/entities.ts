import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KnownStore } from "../../core/counting/windows/evaluate-window";
import { KNOWN_DAYS } from "../../core/model/grace";
import type { Entity, Target } from "../../core/model/rule";
import { DAY_MS } from "../../core/model/time";
import { won, dynamoKey, queryAll } from "../dynamo";
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

/** Where the account's first record stands, beside those of its sources that earlier versions kept. */
const ACCOUNT = "account";

/**
 * First records of accounts in the state table. Few, and most never change: a process reads one
 * once. Earlier versions kept one for each source: the earliest of them is the account's.
 */
export function dynamoLearningStore(client: DynamoDBClient, table: string): LearningStore {
  const known = new Map<string, number>();
  const partition = (account: string): string => dynamoKey("meta", account);
  const earliestOf = async (account: string): Promise<number> => {
    const items = await queryAll(client, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: partition(account) } },
    });
    return Math.min(...items.map(({ firstSeen }) => Number(firstSeen?.N ?? Infinity)));
  };
  const setSmaller = (account: string, atMs: number): UpdateItemCommand =>
    new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: partition(account) }, sk: { S: ACCOUNT } },
      UpdateExpression: "SET firstSeen = :at",
      ConditionExpression: "attribute_not_exists(firstSeen) OR firstSeen > :at",
      ExpressionAttributeValues: { ":at": { N: String(atMs) } },
    });
  return {
    firstSeen: async (account, atMs) => {
      const before = known.get(account);
      if (before !== undefined && before <= atMs) return before;
      let first = await earliestOf(account);
      if (first > atMs) {
        const isFirst = await won(client.send(setSmaller(account, atMs)));
        first = isFirst ? atMs : await earliestOf(account);
      }
      known.set(account, first);
      return first;
    },
  };
}
