import { sampled } from "./evidence";
import type { WindowGroup } from "./window-group";
import { cutOf, type WindowStore, type Chunk, type WindowKey } from "./window";

/** How many texts a chunk may store before those that say least are taken away. */
const TEXTS_BEFORE_TRIM = 120;

/** A new hit can make its own chunk and the next one fire, and none further on. */
export function affected(indices: Iterable<number>): readonly number[] {
  const given = [...indices];
  const [only = 0] = given;
  if (given.length === 1) return [only, only + 1];
  return [...new Set(given.flatMap((index) => [index, index + 1]))].sort((a, b) => a - b);
}

/** Neighbouring chunks that are worth one read rather than several. */
function runs(indices: readonly number[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  for (const index of indices) {
    const run = found.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && index - last <= 4) run.push(index);
    else found.push([index]);
  }
  return found;
}

/** How far around chunks to read. */
export interface Reach {
  /** How many chunks before each one may decide: a run of hits may begin in the one before it. */
  readonly behind: number;
  /** The longest time after a hit in which one of the rules waits for confirmations. */
  readonly graceMs: number;
}

/** The chunks that decide about `indices`: each one, those before it, and those in its grace. */
export async function readAround(
  windows: WindowStore,
  key: WindowKey,
  indices: readonly number[],
  { behind, graceMs }: Reach,
): Promise<readonly Chunk[]> {
  const ahead = Math.ceil(graceMs / key.spanMs);
  const reads = runs(indices).map((run) => {
    const last = run.at(-1) ?? 0;
    return windows.read(key, (run[0] ?? last) - behind, last + ahead);
  });
  const [first, ...others] = reads;
  if (first !== undefined && others.length === 0) return first;
  const chunks = new Map((await Promise.all(reads)).flat().map((chunk) => [chunk.index, chunk]));
  return [...chunks.values()];
}

/**
 * Writes what a batch counts. Sets are united and so a redelivered batch changes nothing; the
 * order of writers does not matter and none of them waits for another.
 */
export async function addGroup(windows: WindowStore, group: WindowGroup): Promise<void> {
  await Promise.all(group.additions.map((addition) => windows.add(group.key, addition)));
}

/** Takes from the chunks that the batch wrote what can no longer decide anything. */
export async function trimGroup(
  windows: WindowStore,
  group: WindowGroup,
  chunks: readonly Chunk[],
): Promise<void> {
  const written = new Set(group.additions.map(({ index }) => index));
  const { key, kept } = group;
  for (const chunk of chunks.filter(({ index }) => written.has(index))) {
    for (const [name, keep] of kept) {
      const cut = cutOf(chunk, name, keep, key.spanMs);
      if (cut !== undefined) await windows.cut(key, cut);
    }
    if (chunk.texts.length <= TEXTS_BEFORE_TRIM) continue;
    const keep = new Set(sampled(chunk.texts));
    const gone = chunk.texts.filter((entry) => !keep.has(entry));
    await windows.forget(key, chunk.index, gone);
  }
}
