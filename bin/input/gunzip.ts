import { pipeline } from "node:stream";
import { finished } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** How far decompression came; `fault` if it could not go on. */
export interface Gunzipped {
  readonly consumedBytes: number;
  readonly deliveredBytes: number;
  readonly fault?: unknown;
}

export const CHUNK_BYTES = 128 * 1024;

/**
 * Decompresses gzip (several members too). Each chunk is taken in a microtask, when zlib's thread
 * has been given the next one already. Rejects only with what `take` threw.
 *
 * The small high-water mark makes the pipeline wait for each piece of input before it says that
 * there is no more, so that data that end too early fail with an empty call: zlib throws away
 * what it made in the call that fails.
 */
export async function gunzip(
  compressed: AsyncIterable<Buffer>,
  take: (chunk: Buffer) => void,
): Promise<Gunzipped> {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES, ...{ highWaterMark: 1 } });
  let taken = Promise.resolve();
  let deliveredBytes = 0;
  stream.on("data", (chunk: Buffer) => {
    deliveredBytes += chunk.length;
    taken = taken.then(() => {
      take(chunk);
    });
    taken.catch(() => stream.destroy());
  });
  // Whatever fails destroys the stream, which says so; the pipeline is done before the last byte.
  pipeline(compressed, stream, () => undefined);
  const [read] = await Promise.allSettled([finished(stream)]);
  await taken;
  const progress = { consumedBytes: stream.bytesWritten, deliveredBytes };
  return read.status === "rejected" ? { ...progress, fault: read.reason } : progress;
}

/**
 * Decompresses once more after corrupt data, for what lies between the last whole call and the
 * fault: there the input goes in byte by byte, so that no output is lost.
 */
export async function gunzipUpToFault(
  compressed: AsyncIterable<Buffer>,
  before: Gunzipped,
  take: (chunk: Buffer) => void,
): Promise<void> {
  let toSkip = before.deliveredBytes;
  await gunzip(byteByByte(compressed, before.consumedBytes), (chunk) => {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    if (skipped < chunk.length) take(chunk.subarray(skipped));
  });
}

async function* byteByByte(chunks: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer> {
  let offset = 0;
  for await (const chunk of chunks) {
    const whole = Math.min(Math.max(from - offset, 0), chunk.length);
    if (whole > 0) yield chunk.subarray(0, whole);
    for (let at = whole; at < chunk.length; at++) yield chunk.subarray(at, at + 1);
    offset += chunk.length;
  }
}
