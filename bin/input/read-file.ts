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
  /** Told after each chunk: decompressed bytes and irrelevant records since the last time. */
  readonly progress: (bytes: number, irrelevant: number) => void;
}

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
  let irrelevant = 0;
  const isIrrelevant = relevantEventSources ? createPrefilter(relevantEventSources) : () => false;
  const isIdle = neededTexts ? createNameFilter(neededTexts) : () => false;
  const splitter = createSplitter({
    skips: (bytes, from, to, offset) => {
      const skip = isIrrelevant(bytes, from, to, offset) || isIdle(bytes, from, to);
      if (skip) irrelevant++;
      return skip;
    },
    takes: parsesTo(handlers.record),
    malformed: (offset, reason) => {
      handlers.malformed({ offset, reason });
    },
  });
  const report = (bytes: number): void => {
    handlers.progress(bytes, irrelevant);
    irrelevant = 0;
  };
  const fault = await readChunks(path, (chunk) => {
    splitter.write(chunk);
    report(chunk.length);
  });
  splitter.end();
  report(0);
  if (fault) throw fault;
}

/** Returns the fault of an input that breaks off, so that what came before is still processed. */
async function readChunks(
  path: string,
  take: (chunk: Buffer) => void,
): Promise<InputError | undefined> {
  try {
    await readBytes(path, take);
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
