import { albLog } from "./alb-log";
import { cloudFrontLog } from "./cloudfront-log";
import { combinedLog } from "./combined-log";
import type { JsonObject } from "./records/json";
import type { Source } from "./records/source";
import { twilio } from "./twilio";

/** What a line of a text log is: a record of some source, or a header, which is none. */
export type Line =
  | { readonly kind: "record"; readonly source: Source; readonly record: JsonObject }
  | { readonly kind: "header" };

/** Reads the lines of one log in their order; undefined for a line that no source reads. */
export type LineReader = (line: string) => Line | undefined;

const TEXT_SOURCES: readonly Source[] = [albLog, combinedLog, twilio];

const FIELDS = "#Fields:";
const MOST_COLUMNS = 128;

/** The record in a line of tab-separated values, whose names its log's header tells. */
function rowOf(line: string, columns: readonly string[]): JsonObject | undefined {
  const values = line.split("\t");
  if (values.length < columns.length) return undefined;
  const record = Object.fromEntries(columns.map((name, i) => [name, values[i]]));
  return cloudFrontLog.recognizes?.(record) === true ? record : undefined;
}

/** Which source a single line belongs to, where no header is needed to tell. */
export function readLine(line: string): Line | undefined {
  for (const source of TEXT_SOURCES) {
    const record = source.readLine?.(line);
    if (record !== undefined) return { kind: "record", source, record };
  }
  return undefined;
}

/** A reader that remembers the header of a log in W3C's extended format. */
export function lineReader(): LineReader {
  let columns: readonly string[] = [];
  return (line) => {
    if (line.startsWith(FIELDS)) {
      columns = line.slice(FIELDS.length).trim().split(/\s+/).slice(0, MOST_COLUMNS);
      return { kind: "header" };
    }
    if (line.startsWith("#Version:")) return { kind: "header" };
    const row = columns.length > 0 && line.includes("\t") ? rowOf(line, columns) : undefined;
    return row === undefined
      ? readLine(line)
      : { kind: "record", source: cloudFrontLog, record: row };
  };
}
