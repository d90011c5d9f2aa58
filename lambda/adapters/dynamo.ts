import { createHash } from "node:crypto";
import {
  QueryCommand,
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandInput,
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";

/** No plain part begins as a hashed one does. */
const PLAIN = /^[\w.:/@+=,-][\w.:/@+=,~-]{0,79}$/;

/** A part of a key: as it is where it is short and plain, else a hash that nobody can make meet. */
const part = (text: string): string =>
  PLAIN.test(text) ? text : `~${createHash("sha256").update(text).digest("hex").slice(0, 40)}`;

/** Parts of a key, joined by a sign that no part can hold. */
export const dynamoKey = (...parts: readonly (string | number)[]): string =>
  parts.map((each) => part(String(each))).join("#");

/** A number as text that sorts as the numbers do, up to 15 digits. */
export const sortable = (value: number): string => String(value).padStart(15, "0");

const SHARDS = 8;

/** One of the eight partitions over which marked items of a kind are spread. */
export function shardOf(kind: string, key: string): string {
  const [byte = 0] = createHash("sha256").update(key).digest();
  return `${kind}#${byte % SHARDS}`;
}

/** All partitions of a kind. */
export const shardsOf = (kind: string): readonly string[] =>
  Array.from({ length: SHARDS }, (_, i) => `${kind}#${i}`);

/** A dead-letter queue may be redriven weeks later; then what is counted must still be there. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

/** When an item of the state table may go, in seconds: 30 days after what it is about. */
export const expiryAfter = (atMs: number): number => Math.ceil(atMs / 1000) + KEPT_SECONDS;

export type Item = Readonly<Record<string, AttributeValue>>;

/** All items of a query, however many pages they take. */
export async function queryAll(
  client: DynamoDBClient,
  input: QueryCommandInput,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** The items of a partition whose sort keys, numbers as text, lie from one to another; consistent. */
export const queryRange = (
  client: DynamoDBClient,
  table: string,
  partition: string,
  first: number,
  last: number,
): Promise<readonly Item[]> =>
  queryAll(client, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
    ExpressionAttributeValues: {
      ":pk": { S: partition },
      ":first": { S: sortable(first) },
      ":last": { S: sortable(last) },
    },
  });

const LOST = ["ConditionalCheckFailed", "TransactionConflict"];

/** Whether a write was refused because somebody else was faster; anything else is a fault. */
export function isConflict(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  if (error instanceof TransactionConflictException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  return (error.CancellationReasons ?? []).some(({ Code }) => LOST.includes(Code ?? ""));
}

/**
 * True when the write was made, false when somebody else was faster.
 *
 * @throws every other error
 */
export async function won(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}
