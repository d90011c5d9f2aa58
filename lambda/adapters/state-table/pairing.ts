import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type ConfirmingSubjects,
  MOST_SUBJECTS,
  SUBJECT_DAYS,
} from "../../core/counting/pairing/confirming-subjects";
import type { Door, DoorMark, DoorStore } from "../../core/counting/pairing/door";
import type { PairingDeps } from "../../core/counting/pairing/pair-confirmations";
import type { Pseudonym } from "../../core/model/hash";
import { DAY_MS, dayOf } from "../../core/model/time";
import { dynamoKey, expiryAfter, queryRange, sortable, won } from "../dynamo";
import { dynamoSubjectStore } from "./subjects";

/** As many marks as a process remembers to have written. */
const REMEMBERED = 50_000;

const doorKey = (scope: string, { target, source, flow }: Door) => ({
  pk: { S: dynamoKey("door", scope, flow, source, target) },
  sk: { S: "-" },
});

/** Adds a mark. A late one must not bring the item's end nearer. */
function noteCommands(table: string, scope: string, door: Door, mark: DoorMark) {
  const { action, isTold, atMs } = mark;
  const since = isTold ? "since = if_not_exists(since, :at), " : "";
  const command = (expires: string, condition?: string): UpdateItemCommand =>
    new UpdateItemCommand({
      TableName: table,
      Key: doorKey(scope, door),
      UpdateExpression: `SET ${since}expires = ${expires} ADD #actions :actions`,
      ConditionExpression: condition,
      ExpressionAttributeNames: { "#actions": isTold ? "told" : "untold" },
      ExpressionAttributeValues: {
        ":actions": { SS: [action] },
        ":expires": { N: String(expiryAfter(atMs)) },
        ...(isTold && { ":at": { N: String(atMs) } }),
      },
    });
  return {
    extending: command(":expires", "attribute_not_exists(expires) OR expires <= :expires"),
    late: command("if_not_exists(expires, :expires)"),
  };
}

/** Doors in the state table. A process writes a mark once a day, and so keeps what is in use. */
export function dynamoDoorStore(client: DynamoDBClient, table: string): DoorStore {
  const written = new Set<string>();
  return {
    note: async (scope, door, mark) => {
      const { pk } = doorKey(scope, door);
      const name = `${pk.S} ${mark.action} ${mark.isTold} ${dayOf(mark.atMs)}`;
      if (written.has(name)) return;
      const { extending, late } = noteCommands(table, scope, door, mark);
      if (!(await won(client.send(extending)))) await client.send(late);
      if (written.size >= REMEMBERED) written.clear();
      written.add(name);
    },
    read: async (scope, door) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: doorKey(scope, door), ConsistentRead: true }),
      );
      return {
        sinceMs: Item?.since?.N === undefined ? undefined : Number(Item.since.N),
        told: new Set(Item?.told?.SS),
        untold: new Set(Item?.untold?.SS),
      };
    },
  };
}

const partition = (scope: string, address: string): string => dynamoKey("people", scope, address);

const expiry = (day: number): string => String(((day + SUBJECT_DAYS + 1) * DAY_MS) / 1000);

const addCommand = (table: string, pk: string, day: number, subjects: readonly string[]) =>
  new UpdateItemCommand({
    TableName: table,
    Key: { pk: { S: pk }, sk: { S: sortable(day) } },
    UpdateExpression: "SET expires = :expires ADD #subjects :subjects",
    ConditionExpression: "attribute_not_exists(#subjects) OR size(#subjects) < :most",
    ExpressionAttributeNames: { "#subjects": "subjects" },
    ExpressionAttributeValues: {
      ":subjects": { SS: [...subjects] },
      ":most": { N: String(MOST_SUBJECTS) },
      ":expires": { N: expiry(day) },
    },
  });

/**
 * Who confirmed from where, in the state table: an item for an address and day. The last addition
 * may exceed the limit by less than itself, which a reader does not see.
 */
export function dynamoConfirmingSubjects(
  client: DynamoDBClient,
  table: string,
): ConfirmingSubjects {
  /** Days of addresses that are full, and subjects that they have. */
  const written = new Set<string>();
  return {
    add: async (scope, address, day, subjects) => {
      const pk = partition(scope, address);
      const place = `${pk} ${day}`;
      const fresh = subjects.filter((subject) => !written.has(`${place} ${subject}`));
      if (fresh.length === 0 || written.has(place)) return;
      const hadRoom = await won(client.send(addCommand(table, pk, day, fresh)));
      if (written.size >= REMEMBERED) written.clear();
      for (const subject of fresh) written.add(`${place} ${subject}`);
      if (!hadRoom) written.add(place);
    },
    read: async (scope, address, firstDay, lastDay) => {
      const pk = partition(scope, address);
      const items = await queryRange(client, table, pk, firstDay, lastDay);
      return new Map(
        items.map((item) => [
          Number(item.sk?.S),
          new Set((item.subjects?.SS ?? []).slice(0, MOST_SUBJECTS)),
        ]),
      );
    },
  };
}

/** Pairing in the state table. */
export const dynamoPairing = (
  client: DynamoDBClient,
  table: string,
  pseudonym: Pseudonym,
): PairingDeps => ({
  doors: dynamoDoorStore(client, table),
  subjects: dynamoSubjectStore(client, table),
  confirming: dynamoConfirmingSubjects(client, table),
  pseudonym,
});
