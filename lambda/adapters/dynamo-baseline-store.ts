import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Baseline, BaselineStore } from "../core/counting/minutes/baseline";
import type { CountKey } from "../core/model/rule";
import { DAY_MS } from "../core/model/time";
import { bodyOf } from "./dynamo-head";
import { won } from "./dynamo-error";
import { expiryAfter } from "./dynamo-expiry";
import { dynamoKey, sortable } from "./dynamo-key";

/** As many as a busy account asks for in a day, in a few megabytes. */
const REMEMBERED = 5_000;

const itemKey = ({ scope, target, ruleId, entity }: CountKey, day: number) => ({
  pk: { S: dynamoKey("b", scope, target, ruleId, `${entity.type}=${entity.value}`) },
  sk: { S: sortable(day) },
});

/** Baselines in the state table: what is stored never changes, so a process reads it once. */
export function dynamoBaselineStore(client: DynamoDBClient, table: string): BaselineStore {
  const remembered = new Map<string, Baseline>();
  const read = async (key: CountKey, day: number): Promise<Baseline | undefined> => {
    const { pk, sk } = itemKey(key, day);
    const place = `${pk.S} ${sk.S}`;
    const known = remembered.get(place);
    if (known !== undefined) return known;
    const command = new GetItemCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true });
    const { Item } = await client.send(command);
    if (Item === undefined) return undefined;
    const baseline = bodyOf(Item) as Baseline;
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(place, baseline);
    return baseline;
  };
  return {
    read,
    keep: async (key, day, baseline) => {
      const put = new UpdateItemCommand({
        TableName: table,
        Key: itemKey(key, day),
        UpdateExpression: "SET body = :body, expires = :expires",
        ConditionExpression: "attribute_not_exists(pk)",
        ExpressionAttributeValues: {
          ":body": { S: JSON.stringify(baseline) },
          ":expires": { N: String(expiryAfter(day * DAY_MS)) },
        },
      });
      if (await won(client.send(put))) return baseline;
      return (await read(key, day)) ?? baseline;
    },
  };
}
