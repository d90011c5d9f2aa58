import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { NO_OVERFLOW, type Chunk, type Series } from "../core/counting/windows/window";
import type { Item } from "./dynamo-query";

/* A chunk as an item. Per series: `t.<name>` a string set of tokens, `o<bucket>.<name>` a number
   for each sixteenth that holds overflow, `p.<name>` the paid ones among it. `x` is a string set
   of evidence texts. Everything can be written with ADD alone, which needs no reading first. */

export const tokensOf = (series: string): string => `t.${series}`;
export const bucketOf = (series: string, bucket: number): string => `o${bucket}.${series}`;
const paidOf = (series: string): string => `p.${series}`;
export const TEXTS = "x";

/** Collects the clauses of one update: names and values never meet the expression's own words. */
export interface Update {
  readonly names: Record<string, string>;
  readonly values: Record<string, AttributeValue>;
  /** The placeholder of an attribute and the one of its value. */
  readonly bind: (attribute: string, value: AttributeValue) => string;
}

export function createUpdate(): Update {
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

type Overflow = Pick<Series, "overflow" | "paidOverflow">;

/** The ADD clauses of a series' overflow. */
export function overflowClauses(update: Update, name: string, added: Overflow): string[] {
  const buckets = added.overflow.flatMap((count, i) =>
    count === 0 ? [] : [update.bind(bucketOf(name, i), number(count))],
  );
  const paid =
    added.paidOverflow === 0 ? [] : [update.bind(paidOf(name), number(added.paidOverflow))];
  return [...buckets, ...paid];
}

/** The ADD clauses of everything that a batch adds to a chunk. */
export function additionClauses(update: Update, { series, texts }: Chunk): string[] {
  const ofSeries = Object.entries(series).flatMap(([name, added]) => [
    ...(added.tokens.length === 0 ? [] : [update.bind(tokensOf(name), { SS: [...added.tokens] })]),
    ...overflowClauses(update, name, added),
  ]);
  return [...ofSeries, ...(texts.length === 0 ? [] : [update.bind(TEXTS, { SS: [...texts] })])];
}

const ATTRIBUTE = /^(t|p|o(\d+))\.(.+)$/s;

interface Parts {
  tokens: readonly string[];
  overflow: number[];
  paidOverflow: number;
}

function readInto(
  part: Parts,
  kind: string,
  bucket: string | undefined,
  value: AttributeValue,
): void {
  if (kind === "t") part.tokens = value.SS ?? [];
  else if (kind === "p") part.paidOverflow = Number(value.N);
  else part.overflow[Number(bucket)] = Number(value.N);
}

/** The chunk that an item holds. */
export function chunkOf(item: Item): Chunk {
  const series: Record<string, Parts> = {};
  for (const [attribute, value] of Object.entries(item)) {
    const [, kind, bucket, name] = ATTRIBUTE.exec(attribute) ?? [];
    if (kind === undefined || name === undefined) continue;
    series[name] ??= { tokens: [], overflow: [...NO_OVERFLOW], paidOverflow: 0 };
    readInto(series[name], kind, bucket, value);
  }
  return { index: Number(item.sk?.S), series, texts: item[TEXTS]?.SS ?? [] };
}
