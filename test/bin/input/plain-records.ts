import { createSplitter } from "../../../bin/input/splitter";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The records of one parsed document, as the splitter's contract has them. */
export function plainRecords(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document;
  if (!isObject(document)) return [];
  const lists = Object.entries(document).flatMap(([key, value]) => {
    if ((key === "Records" || key === "Events") && Array.isArray(value)) return [value];
    const hits = key === "hits" && isObject(value) ? value.hits : undefined;
    return Array.isArray(hits) ? [hits] : [];
  });
  return lists.length === 0 ? [document] : lists.flat();
}

export interface SplitText {
  readonly records: readonly unknown[];
  readonly offsets: readonly number[];
  readonly malformed: readonly string[];
}

/** Splits a text whose bytes arrive in chunks of the given lengths, the rest as one. */
export function split(input: string | Uint8Array, chunkLengths: readonly number[] = []): SplitText {
  const bytes = Buffer.from(input as string);
  const records: unknown[] = [];
  const offsets: number[] = [];
  const malformed: string[] = [];
  const splitter = createSplitter({
    skips: () => false,
    takes: (held, from, to, offset) => {
      try {
        records.push(JSON.parse(held.toString("utf8", from, to)));
        offsets.push(offset);
        return true;
      } catch {
        return false;
      }
    },
    malformed: (offset, reason) => malformed.push(`${offset} ${reason}`),
  });
  let at = 0;
  for (const length of chunkLengths) {
    splitter.write(Uint8Array.from(bytes.subarray(at, at + length)));
    at += length;
  }
  if (at < bytes.length) splitter.write(bytes.subarray(at));
  splitter.end();
  return { records, offsets, malformed };
}
