import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const SMALL_BYTES = 1024 * 1024;
const UNPACKED_BYTES = 16 * 1024 * 1024;

export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

interface SmallFile {
  /** Decompressed. */
  readonly bytes: Buffer;
  /** How many bytes it has on the disk. */
  readonly fileBytes: number;
}

/**
 * The bytes of a small regular file, decompressed; undefined if it is another kind of file, is
 * or becomes too large, or is corrupt. CloudTrail writes many small files: waiting for the
 * threads of streams would take longer than the work.
 */
export function readSmallFile(path: string): SmallFile | undefined {
  const found = statSync(path);
  if (!found.isFile() || found.size > SMALL_BYTES) return undefined;
  const stored = readFileSync(path);
  const bytes = isGzip(stored) ? unpacked(stored) : stored;
  return bytes && { bytes, fileBytes: stored.length };
}

function unpacked(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { chunkSize: chunkFor(bytes), maxOutputLength: UNPACKED_BYTES });
  } catch {
    return undefined;
  }
}

/** Gzip ends with the size of its contents (RFC 1952): one chunk of it saves joining many. */
function chunkFor(bytes: Buffer): number {
  const size = bytes.length < 18 ? 0 : bytes.readUInt32LE(bytes.length - 4) + 1;
  return Math.min(Math.max(size, 1024), UNPACKED_BYTES);
}
