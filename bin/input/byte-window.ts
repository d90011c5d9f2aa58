/** The part of a byte stream that is still needed: `bytes` is what lies at `base` and after it. */
export interface ByteWindow {
  /** View of the bytes held; replaced at each append. */
  bytes: Buffer;
  /** Offset in the stream of the first byte held. */
  base: number;
  /** Where the view lives, with room to grow. */
  store: Buffer;
  /** Where the view begins in the store. */
  head: number;
}

const ROOM = 512 * 1024;

export function createWindow(): ByteWindow {
  const store = Buffer.allocUnsafeSlow(ROOM);
  return { bytes: store.subarray(0, 0), base: 0, store, head: 0 };
}

/** Offset in the stream just after the last byte held. */
export const windowEnd = (window: ByteWindow): number => window.base + window.bytes.length;

/** Appends a chunk and forgets what lies before the stream offset `keepFrom`. */
export function append(window: ByteWindow, chunk: Uint8Array, keepFrom: number): void {
  const drop = Math.min(Math.max(keepFrom - window.base, 0), window.bytes.length);
  const kept = window.bytes.length - drop;
  window.base += drop;
  window.head += drop;
  if (window.head + kept + chunk.length > window.store.length) move(window, kept, chunk.length);
  window.store.set(chunk, window.head + kept);
  window.bytes = window.store.subarray(window.head, window.head + kept + chunk.length);
}

/** Moves what is kept to the front of a store that has room for as much again, so that growing stays linear. */
function move(window: ByteWindow, kept: number, more: number): void {
  const needed = Math.max(ROOM, 2 * (kept + more));
  const fits = window.store.length >= kept + more && window.store.length <= 2 * needed;
  const store = fits ? window.store : Buffer.allocUnsafeSlow(needed);
  window.store.copy(store, 0, window.head, window.head + kept);
  window.store = store;
  window.head = 0;
}
