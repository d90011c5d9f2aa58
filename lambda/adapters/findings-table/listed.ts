import {
  BatchGetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { LISTED_AT_ONCE, type FindingHead } from "../../core/findings/finding";
import { queryAll, won, type Item } from "../dynamo";
import { bodyOf, readHead, type ListItem } from "./outbox";

/* Beside each head that a fold has to read lies an item that says so, under `l` in place of `f`. A
   head carries `isUnlisted` once that item is gone, so whoever writes it next puts it back. */

const FIRST = "f#";
const LISTED = "l#";
/** Says that every head of the partition was listed once: earlier versions had no such items. */
const ENLISTED = "l";

/** The item that lists the head of a sort key. */
export const listItemOf = (pk: string, headSk: string): ListItem => ({
  pk,
  sk: LISTED + headSk.slice(FIRST.length),
});

interface Key extends Record<string, AttributeValue> {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
}

/** DynamoDB reads a hundred items at once, and of what it cannot read it says so. */
const AT_ONCE = 100;
const ATTEMPTS = 8;
const PAUSE_MS = 50;

const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** attempt * Math.random()));

async function readBatch(
  client: DynamoDBClient,
  table: string,
  keys: readonly Key[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let Keys = [...keys];
  for (let attempt = 0; Keys.length > 0; attempt++) {
    if (attempt === ATTEMPTS) {
      throw new Error(`DynamoDB left ${Keys.length} heads unread ${ATTEMPTS} times over`);
    }
    if (attempt > 0) await pause(attempt);
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    items.push(...(Responses[table] ?? []));
    Keys = (UnprocessedKeys[table]?.Keys ?? []) as Key[];
  }
  return items;
}

/** The list's first entries, as the keys of their heads; undefined where nobody has made a list. */
async function listedKeys(
  client: DynamoDBClient,
  table: string,
  pk: string,
): Promise<readonly Key[] | undefined> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :l)",
      ExpressionAttributeValues: { ":pk": { S: pk }, ":l": { S: ENLISTED } },
      Limit: 1 + LISTED_AT_ONCE,
    }),
  );
  const [first, ...entries] = Items;
  if (first?.sk?.S !== ENLISTED) return undefined;
  return entries.map(({ sk }) => ({
    pk: { S: pk },
    sk: { S: FIRST + (sk?.S ?? "").slice(LISTED.length) },
  }));
}

const ofPartition = (table: string, pk: string) => ({
  TableName: table,
  ConsistentRead: true,
  KeyConditionExpression: "pk = :pk AND begins_with(sk, :f)",
  ExpressionAttributeValues: { ":pk": { S: pk }, ":f": { S: FIRST } },
});

/** All heads of a partition, as earlier versions read them. */
const everyHead = async (
  client: DynamoDBClient,
  table: string,
  pk: string,
): Promise<readonly FindingHead[]> =>
  (await queryAll(client, ofPartition(table, pk)))
    .map((item) => bodyOf(item) as FindingHead)
    .filter(({ isUnlisted }) => isUnlisted !== true);

interface Listed {
  readonly heads: readonly FindingHead[];
  /** Keys of heads that have expired, which their entries do not. */
  readonly gone: readonly Key[];
}

/** The list first, then its heads, both consistently. */
async function readListed(client: DynamoDBClient, table: string, pk: string): Promise<Listed> {
  const keys = await listedKeys(client, table, pk);
  if (keys === undefined) return { heads: await everyHead(client, table, pk), gone: [] };
  const batches = Array.from({ length: Math.ceil(keys.length / AT_ONCE) }, (_, i) =>
    keys.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const items = await Promise.all(batches.map((batch) => readBatch(client, table, batch)));
  const found = new Map(items.flat().map((item) => [item.sk?.S ?? "", item]));
  return {
    heads: keys.flatMap(({ sk }) => {
      const item = found.get(sk.S);
      return item === undefined ? [] : [bodyOf(item) as FindingHead];
    }),
    gone: keys.filter(({ sk }) => !found.has(sk.S)),
  };
}

/** The heads of a partition that are listed, the first part of them where they are many. */
export const listedHeads = async (
  client: DynamoDBClient,
  table: string,
  pk: string,
): Promise<readonly FindingHead[]> => (await readListed(client, table, pk)).heads;

/** Takes the entry of a head away that has expired, unless it has come back. */
async function dropEntry(client: DynamoDBClient, table: string, key: Key): Promise<void> {
  const { pk, sk } = listItemOf(key.pk.S, key.sk.S);
  const isGone = { ConditionExpression: "attribute_not_exists(pk)" };
  await won(
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { ConditionCheck: { TableName: table, Key: { ...key }, ...isGone } },
          { Delete: { TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } } },
        ],
      }),
    ),
  );
}

const put = (client: DynamoDBClient, table: string, { pk, sk }: ListItem) =>
  client.send(
    new PutItemCommand({
      TableName: table,
      Item: { pk: { S: pk }, sk: { S: sk }, kind: { S: "listed" } },
    }),
  );

async function dropGone(client: DynamoDBClient, table: string, pk: string): Promise<void> {
  for (;;) {
    const { gone } = await readListed(client, table, pk);
    if (gone.length === 0) return;
    for (const key of gone) await dropEntry(client, table, key);
  }
}

/** Lists every head of a partition, unless that was done before; then its list is tidied. */
export async function enlistAll(client: DynamoDBClient, table: string, pk: string): Promise<void> {
  const first = await readHead(client, table, pk, ENLISTED);
  if (first !== undefined) return dropGone(client, table, pk);
  const items = await queryAll(client, { ...ofPartition(table, pk), ProjectionExpression: "sk" });
  for (const { sk } of items) await put(client, table, listItemOf(pk, sk?.S ?? ""));
  await put(client, table, { pk, sk: ENLISTED });
}
