import {
  type AttributeValue,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  NO_OVERFLOW,
  type Chunk,
  type Overflow,
  type WindowStore,
  type Cut,
  type WindowKey,
} from "../../core/counting/windows/window";
import { oneForEachEvent } from "../../core/counting/windows/token";
import { queryRange, won, expiryAfter, dynamoKey, sortable, type Item } from "../dynamo";

/* A chunk as an item. Per series: `t.<name>` a string set of tokens, `o<bucket>.<name>` a number
   for each sixteenth that holds overflow, `p.<name>` the paid ones among it, `u.<name>` those that
   surely sent nothing. `x` is a string set
   of evidence texts. Everything can be written with ADD alone, which needs no reading first. */

const tokensOf = (series: string): string => `t.${series}`;
const bucketOf = (series: string, bucket: number): string => `o${bucket}.${series}`;
const paidOf = (series: string): string => `p.${series}`;
const unsentOf = (series: string): string => `u.${series}`;
const TEXTS = "x";

/** Collects the clauses of one update: names and values never meet the expression's own words. */
interface Update {
  readonly names: Record<string, string>;
  readonly values: Record<string, AttributeValue>;
  /** The placeholder of an attribute and the one of its value. */
  readonly bind: (attribute: string, value: AttributeValue) => string;
}

function createUpdate(): Update {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  let count = 0;
  return {
    names,
    values,
    bind: (attribute, value) => {
      const id = count++;
      names[`#n${id}`] = attribute;
      values[`:v${id}`] = value;
      return `#n${id} :v${id}`;
    },
  };
}

const number = (value: number): AttributeValue => ({ N: String(value) });

/** The ADD clauses of a series' overflow. */
function overflowClauses(update: Update, name: string, added: Overflow): string[] {
  const buckets = added.overflow.flatMap((count, i) =>
    count === 0 ? [] : [update.bind(bucketOf(name, i), number(count))],
  );
  const { paidOverflow, unsentOverflow = 0 } = added;
  const paid = paidOverflow === 0 ? [] : [update.bind(paidOf(name), number(paidOverflow))];
  const unsent = unsentOverflow === 0 ? [] : [update.bind(unsentOf(name), number(unsentOverflow))];
  return [...buckets, ...paid, ...unsent];
}

/** The ADD clauses of everything that a batch adds to a chunk. */
function additionClauses(update: Update, { series, texts }: Chunk): string[] {
  const ofSeries = Object.entries(series).flatMap(([name, added]) => [
    ...(added.tokens.length === 0 ? [] : [update.bind(tokensOf(name), { SS: [...added.tokens] })]),
    ...overflowClauses(update, name, added),
  ]);
  return [...ofSeries, ...(texts.length === 0 ? [] : [update.bind(TEXTS, { SS: [...texts] })])];
}

const ATTRIBUTE = /^(t|p|u|o(\d+))\.(.+)$/s;

interface Parts {
  tokens: readonly string[];
  overflow: number[];
  paidOverflow: number;
  unsentOverflow?: number;
}

function readInto(
  part: Parts,
  kind: string,
  bucket: string | undefined,
  value: AttributeValue,
): void {
  if (kind === "t") part.tokens = oneForEachEvent(value.SS ?? []);
  else if (kind === "p") part.paidOverflow = Number(value.N);
  else if (kind === "u") part.unsentOverflow = Number(value.N);
  else part.overflow[Number(bucket)] = Number(value.N);
}

/** The chunk that an item holds. */
function chunkOf(item: Item): Chunk {
  const series: Record<string, Parts> = {};
  for (const [attribute, value] of Object.entries(item)) {
    const [, kind, bucket, name] = ATTRIBUTE.exec(attribute) ?? [];
    if (kind === undefined || name === undefined) continue;
    series[name] ??= { tokens: [], overflow: [...NO_OVERFLOW], paidOverflow: 0 };
    readInto(series[name], kind, bucket, value);
  }
  return { index: Number(item.sk?.S), series, texts: item[TEXTS]?.SS ?? [] };
}

/** The partition key of all chunks of a window. */
export const windowPartition = ({ scope, target, spanMs, entity }: WindowKey): string =>
  dynamoKey("w", scope, target, spanMs, `${entity.type}=${entity.value}`);

const itemKey = (key: WindowKey, index: number) => ({
  pk: { S: windowPartition(key) },
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
      const items = await queryRange(client, table, windowPartition(key), first, last);
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
