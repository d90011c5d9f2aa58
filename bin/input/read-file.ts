import { parsedJson } from "../../lambda/core/sources/records/json";
import { InputError } from "./input-error";
import { createNameFilter, type NeededTexts } from "./name-filter";
import { createPrefilter } from "./prefilter";
import { readBytes } from "./read-bytes";
import { createSplitter, type RecordHandlers } from "./splitter";

/** A record that could not be read; the offset is in the decompressed bytes. */
export interface Malformed {
  readonly offset: number;
  readonly reason: string;
}

export interface InputHandlers {
  /** Takes one parsed record and where it begins in the decompressed bytes. */
  readonly record: (value: unknown, offset: number) => void;
  readonly malformed: (fault: Malformed) => void;
  /**
   * Takes a line that is no JSON; false if it is none of a text log's.
   *
   * @default - every such line is malformed
   */
  readonly line?: (text: string, offset: number) => boolean;
  /** Told after each chunk: decompressed bytes and irrelevant records since the last time. */
  readonly progress: (bytes: number, irrelevant: number) => void;
  /** Told of bytes taken from the disk or the pipe, compressed or not. */
  readonly consumed?: (bytes: number) => void;
  /** Told once, after an input that could be read to its end. */
  readonly ended?: (about: About) => void;
}

/** What an input is like. */
export interface About {
  /** Its first bytes, decompressed: at most a kilobyte. */
  readonly head: Buffer;
  /** Whether a record that was not parsed names its event source, as CloudTrail's do. */
  readonly hasCalls: boolean;
}

const HEAD_BYTES = 1024;
const EVENT_SOURCE = Buffer.from('"eventSource"');

/**
 * Reads the records of a file, or of standard input for `-`, in bounded memory. Of those that
 * name their event source, only the relevant ones are parsed: all, if no list is given. Of those
 * that name their event, only calls that can matter are parsed: all, if no texts are given.
 * Rejects with an InputError that names the path, after the records that could be read.
 */
export async function readInput(
  path: string,
  handlers: InputHandlers,
  relevantEventSources?: readonly string[],
  neededTexts?: NeededTexts,
): Promise<void> {
  const about: { head: Buffer; hasCalls: boolean } = { head: Buffer.alloc(0), hasCalls: false };
  let irrelevant = 0;
  const isIrrelevant = relevantEventSources ? createPrefilter(relevantEventSources) : () => false;
  const isIdle = neededTexts ? createNameFilter(neededTexts) : () => false;
  const splitter = createSplitter({
    skips: (bytes, from, to, offset) => {
      const skip = isIrrelevant(bytes, from, to, offset) || isIdle(bytes, from, to);
      if (!skip) return false;
      irrelevant++;
      about.hasCalls ||= bytes.subarray(from, to).includes(EVENT_SOURCE);
      return true;
    },
    takes: parsesTo(handlers.record),
    line: linesTo(handlers.line),
    malformed: (offset, reason) => {
      handlers.malformed({ offset, reason });
    },
  });
  const report = (bytes: number): void => {
    handlers.progress(bytes, irrelevant);
    irrelevant = 0;
  };
  const take = (chunk: Buffer): void => {
    about.head = extended(about.head, chunk);
    splitter.write(chunk);
    report(chunk.length);
  };
  const fault = await readChunks(path, take, handlers.consumed);
  const isCut = splitter.end();
  report(0);
  if (fault) throw fault;
  handlers.ended?.(about);
  if (isCut) throw new InputError(path, "ends within a list of records: get it once more");
}

const extended = (head: Buffer, chunk: Buffer): Buffer =>
  head.length >= HEAD_BYTES
    ? head
    : Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);

/** Returns the fault of an input that breaks off, so that what came before is still processed. */
async function readChunks(
  path: string,
  take: (chunk: Buffer) => void,
  consumed?: (bytes: number) => void,
): Promise<InputError | undefined> {
  try {
    await readBytes(path, take, consumed);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function parsesTo(take: InputHandlers["record"]): RecordHandlers["takes"] {
  return (bytes, from, to, offset) => {
    const value = parsedJson(bytes.toString("utf8", from, to));
    if (value === undefined) return false;
    take(value, offset);
    return true;
  };
}

const linesTo =
  (take: InputHandlers["line"]): NonNullable<RecordHandlers["line"]> =>
  (bytes, from, to, offset) =>
    take?.(bytes.toString("utf8", from, to), offset) === true;
