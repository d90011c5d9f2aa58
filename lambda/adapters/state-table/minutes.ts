import { UpdateItemCommand, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  COUNTS,
  emptyHour,
  type HourCounts,
  type MinuteStore,
} from "../../core/counting/minutes/minute-count";
import type { CountKey } from "../../core/model/rule";
import { HOUR_MS, DAY_MS } from "../../core/model/time";
import { expiryAfter, dynamoKey, sortable, queryRange, won, type Item } from "../dynamo";
import type { Baseline, BaselineStore } from "../../core/counting/minutes/baseline";
import { bodyOf } from "../findings-table/outbox";

/* An hour as an item: `n00` to `n59` requests, `c00` to `c59` confirmations, `p00` to `p59` paid
   requests, `u00` to `u59` those that sent nothing; what is zero is absent. */

const LETTER = { requests: "n", confirmed: "c", paid: "p", unsent: "u" } as const;
const KINDS = new Map(COUNTS.map((kind) => [LETTER[kind] as string, kind]));

const partition = ({ scope, target, ruleId, entity }: CountKey): string =>
  dynamoKey("v", scope, target, ruleId, `${entity.type}=${entity.value}`);

const expiry = (hour: number): string => String(expiryAfter((hour + 1) * HOUR_MS));

const attribute = (letter: string, minute: number): string =>
  letter + String(minute).padStart(2, "0");

function addCommand(table: string, key: CountKey, addition: HourCounts): UpdateItemCommand {
  const values: Record<string, { N: string }> = { ":expires": { N: expiry(addition.hour) } };
  const clauses: string[] = [];
  for (const kind of COUNTS) {
    addition[kind].forEach((count, minute) => {
      if (count === 0) return;
      const name = attribute(LETTER[kind], minute);
      values[`:${name}`] = { N: String(count) };
      clauses.push(`${name} :${name}`);
    });
  }
  const add = clauses.length === 0 ? "" : ` ADD ${clauses.join(", ")}`;
  return new UpdateItemCommand({
    TableName: table,
    Key: { pk: { S: partition(key) }, sk: { S: sortable(addition.hour) } },
    UpdateExpression: `SET expires = :expires${add}`,
    ExpressionAttributeValues: values,
  });
}

function hourIn(item: Item): HourCounts {
  const counts = emptyHour();
  for (const [name, value] of Object.entries(item)) {
    const kind = KINDS.get(name.charAt(0));
    const minute = Number(name.slice(1));
    if (kind !== undefined && name.length === 3 && minute < 60) {
      counts[kind][minute] = Number(value.N);
    }
  }
  return { hour: Number(item.sk?.S), ...counts };
}

/** Minute sums in the state table. */
export function dynamoMinuteStore(client: DynamoDBClient, table: string): MinuteStore {
  return {
    add: async (key, addition) => {
      await client.send(addCommand(table, key, addition));
    },
    read: async (key, first, last) => {
      const items = await queryRange(client, table, partition(key), first, last);
      return items.map(hourIn);
    },
  };
}

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
