import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  type AttributeValue,
  type DynamoDBClient,
  type Put,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { won, shardOf, shardsOf, queryAll, type Item } from "../dynamo";
import type { StepKey, Outbox, StoredStep } from "../../core/incidents/outbox";

/* Heads are mutable and written only as read; steps are immutable, written together with the head
   that they came of. Both carry their whole content as JSON in `body`. */

/** The attribute whose sparse index lists what the sweep has to look at. */
export const TODO = "todo";

export interface HeadItem {
  readonly pk: string;
  readonly sk: string;
  readonly version: number;
  readonly body: unknown;
  /** The kind of list in which the sweep finds the head; none when nothing is left to do. */
  readonly todo?: string | undefined;
  /** When the head may go, in seconds since 1970. */
  readonly expires: number;
}

export interface StepItem {
  readonly pk: string;
  readonly sk: string;
  readonly body: unknown;
}

const keyOf = ({ pk, sk }: ListItem) => ({ pk: { S: pk }, sk: { S: sk } });

const itemOf = (
  { pk, sk, body }: StepItem,
  kind: "head" | "step",
  extra: Record<string, AttributeValue>,
): Record<string, AttributeValue> => ({
  pk: { S: pk },
  sk: { S: sk },
  kind: { S: kind },
  body: { S: JSON.stringify(body) },
  ...extra,
});

function headPut(table: string, head: HeadItem): Put {
  const { version, todo, expires, pk, sk } = head;
  return {
    TableName: table,
    Item: itemOf(head, "head", {
      version: { N: String(version) },
      expires: { N: String(expires) },
      ...(todo !== undefined && { [TODO]: { S: shardOf(todo, pk + sk) } }),
    }),
    ConditionExpression: version === 1 ? "attribute_not_exists(pk)" : "#version = :before",
    ...(version !== 1 && {
      ExpressionAttributeNames: { "#version": "version" },
      ExpressionAttributeValues: { ":before": { N: String(version - 1) } },
    }),
  };
}

/** What is written with a head: it names it among those that a fold has to read. */
export interface ListItem {
  readonly pk: string;
  readonly sk: string;
}

const listPut = (table: string, { pk, sk }: ListItem): Put => ({
  TableName: table,
  Item: { pk: { S: pk }, sk: { S: sk }, kind: { S: "listed" } },
});

/** A step is marked `todo` until it has been published. */
const stepPut = (table: string, step: StepItem): Put => ({
  TableName: table,
  Item: itemOf(step, "step", { [TODO]: { S: shardOf("s", step.pk + step.sk) } }),
  ConditionExpression: "attribute_not_exists(pk)",
});

/** What goes with a head, in the same transaction. */
export interface Company {
  readonly steps?: readonly StepItem[];
  /** Other heads that change with it. */
  readonly others?: readonly HeadItem[];
  readonly list?: ListItem | undefined;
  readonly unlist?: ListItem | undefined;
}

/** Writes a head as version `head.version`; false when somebody else was faster. */
export function writeHead(
  client: DynamoDBClient,
  table: string,
  head: HeadItem,
  { steps = [], others = [], list, unlist }: Company = {},
): Promise<boolean> {
  const put = headPut(table, head);
  const more = [
    ...others.map((other) => headPut(table, other)),
    ...steps.map((step) => stepPut(table, step)),
    ...(list === undefined ? [] : [listPut(table, list)]),
  ].map((each) => ({ Put: each }));
  const gone = unlist === undefined ? [] : [{ Delete: { TableName: table, Key: keyOf(unlist) } }];
  if (more.length + gone.length === 0) return won(client.send(new PutItemCommand(put)));
  const TransactItems = [{ Put: put }, ...more, ...gone];
  return won(client.send(new TransactWriteItemsCommand({ TransactItems })));
}

export const bodyOf = (item: Item): unknown => JSON.parse(item.body?.S ?? "null");

/** The body of a head, read consistently. */
export async function readHead(
  client: DynamoDBClient,
  table: string,
  pk: string,
  sk: string,
): Promise<unknown> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : bodyOf(Item);
}

/** The index of the findings table that lists what is marked. */
const TODO_INDEX = "todo";

const ofShard = (table: string, shard: string) => ({
  TableName: table,
  IndexName: TODO_INDEX,
  KeyConditionExpression: "#todo = :shard",
  ExpressionAttributeNames: { "#todo": TODO },
  ExpressionAttributeValues: { ":shard": { S: shard } },
});

/** Keys of all items that are marked with a kind: `f` findings, `i` incidents, `s` steps. */
export async function marked(
  client: DynamoDBClient,
  table: string,
  kind: string,
): Promise<readonly StepKey[]> {
  const pages = shardsOf(kind).map((shard) => queryAll(client, ofShard(table, shard)));
  const items = (await Promise.all(pages)).flat();
  return items.map((item) => ({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" }));
}

/** The same, a page at a time; each turn begins with another shard. */
export async function* markedInTurn(
  client: DynamoDBClient,
  table: string,
  kind: string,
  turn: number,
): AsyncGenerator<readonly StepKey[]> {
  const shards = shardsOf(kind);
  const first = turn % shards.length;
  for (const shard of [...shards.slice(first), ...shards.slice(0, first)]) {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({ ...ofShard(table, shard), ...(start && { ExclusiveStartKey: start }) }),
      );
      yield Items.map((item) => ({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" }));
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }
}

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
