import { createReadStream, statSync } from "node:fs";
import { CHUNK_BYTES, gunzip, gunzipUpToFault } from "./gunzip";
import { codeOf, toInputError } from "./input-error";
import { isGzip, readSmallFile } from "./small-file";

type Take = (chunk: Buffer) => void;
/** Told of bytes before they are decompressed. */
type Consumed = (bytes: number) => void;

/**
 * Hands over the bytes of a file, or of standard input for `-`, decompressed if they begin as
 * gzip does (several members too). Rejects with an InputError, after all that could be read, or
 * with what `take` threw.
 */
export async function readBytes(
  path: string,
  take: Take,
  consumed: Consumed = () => undefined,
): Promise<void> {
  const taken = takenBy(take);
  try {
    const small = path === "-" ? undefined : readSmallFile(path);
    if (small) {
      consumed(small.fileBytes);
      taken.take(small.bytes);
    } else await readStream(path, taken.take, consumed);
  } catch (error) {
    throw taken.hasThrown() ? error : toInputError(path, error);
  }
}

async function readStream(path: string, take: Take, consumed: Consumed): Promise<void> {
  const source = path === "-" ? process.stdin : openFile(path);
  try {
    const chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    const first = await firstBytes(chunks);
    const all = joined(first, chunks, consumed);
    if (isGzip(first)) await gunzipFrom(path, all, take);
    else for await (const chunk of all) take(chunk);
  } finally {
    source.destroy();
  }
}

/** Remembers whether an error came from the reader of the bytes, not from the bytes. */
function takenBy(take: Take): { readonly take: Take; readonly hasThrown: () => boolean } {
  let inTake = false;
  return {
    take: (chunk) => {
      inTake = true;
      take(chunk);
      inTake = false;
    },
    hasThrown: () => inTake,
  };
}

const openFile = (path: string) => createReadStream(path, { highWaterMark: CHUNK_BYTES });

/** At least two bytes, unless there are fewer: a pipe may hand over one at a time. */
async function firstBytes(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  while (first.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    first = Buffer.concat([first, next.value]);
  }
  return first;
}

async function* joined(
  first: Buffer,
  rest: AsyncIterator<Buffer>,
  consumed: Consumed,
): AsyncGenerator<Buffer> {
  consumed(first.length);
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    consumed(next.value.length);
    yield next.value;
  }
}

/** A pipe cannot be read again: there up to a chunk before corrupt data is lost. */
async function gunzipFrom(path: string, compressed: AsyncIterable<Buffer>, take: Take) {
  const result = await gunzip(compressed, take);
  if (result.fault === undefined) return;
  if (codeOf(result.fault) === "Z_DATA_ERROR" && path !== "-" && statSync(path).isFile()) {
    await gunzipUpToFault(openFile(path), result, take);
  }
  throw result.fault as Error;
}
