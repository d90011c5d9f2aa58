import { createHash } from "node:crypto";

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
