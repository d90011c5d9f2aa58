import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  COUNTS,
  emptyHour,
  type HourCounts,
  type MinuteStore,
} from "../core/counting/minutes/minute-count";
import type { CountKey } from "../core/model/rule";
import { HOUR_MS } from "../core/model/time";
import { expiryAfter } from "./dynamo-expiry";
import { dynamoKey, sortable } from "./dynamo-key";
import { queryRange, type Item } from "./dynamo-query";

/* An hour as an item: `n00` to `n59` requests, `c00` to `c59` confirmations, `p00` to `p59` paid
   requests; what is zero is absent. */

const LETTER = { requests: "n", confirmed: "c", paid: "p" } as const;
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
