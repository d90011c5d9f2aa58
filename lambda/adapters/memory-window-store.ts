import { windowKeyText } from "../core/hit";
import type { WindowStore } from "../core/ports";
import { EMPTY_SERIES, type Chunk, type Cut, type Series, type WindowKey } from "../core/window";

interface StoredSeries {
  readonly tokens: Set<string>;
  readonly overflow: number[];
  paidOverflow: number;
}

interface StoredChunk {
  readonly index: number;
  readonly series: Map<string, StoredSeries>;
  readonly texts: Set<string>;
}

const emptySeries = (): StoredSeries => ({
  tokens: new Set(),
  overflow: [...EMPTY_SERIES.overflow],
  paidOverflow: 0,
});

function unite(stored: StoredSeries, added: Pick<Series, "overflow" | "paidOverflow">): void {
  added.overflow.forEach((count, i) => (stored.overflow[i] = (stored.overflow[i] ?? 0) + count));
  stored.paidOverflow += added.paidOverflow;
}

const frozen = ({ index, series, texts }: StoredChunk): Chunk => ({
  index,
  series: Object.fromEntries(
    [...series].map(([name, { tokens, overflow, paidOverflow }]) => [
      name,
      { tokens: [...tokens], overflow: [...overflow], paidOverflow },
    ]),
  ),
  texts: [...texts],
});

function addTo(chunks: Map<number, StoredChunk>, { index, series, texts }: Chunk): void {
  const chunk = chunks.get(index) ?? {
    index,
    series: new Map<string, StoredSeries>(),
    texts: new Set<string>(),
  };
  chunks.set(index, chunk);
  for (const [name, added] of Object.entries(series)) {
    const stored = chunk.series.get(name) ?? emptySeries();
    chunk.series.set(name, stored);
    for (const token of added.tokens) stored.tokens.add(token);
    unite(stored, added);
  }
  for (const text of texts) chunk.texts.add(text);
}

function cutFrom(chunk: StoredChunk | undefined, cut: Cut): void {
  const stored = chunk?.series.get(cut.series);
  if (stored?.overflow.every((count, i) => count === cut.seen[i]) !== true) return;
  for (const token of cut.tokens) stored.tokens.delete(token);
  unite(stored, cut);
}

/** Windows in this process: what replay counts with, exact and gone when the process ends. */
export function memoryWindowStore(): WindowStore {
  const windows = new Map<string, Map<number, StoredChunk>>();
  const chunksOf = (key: WindowKey): Map<number, StoredChunk> => {
    const id = windowKeyText(key);
    const chunks = windows.get(id) ?? new Map<number, StoredChunk>();
    windows.set(id, chunks);
    return chunks;
  };
  return {
    add: (key, addition) => {
      addTo(chunksOf(key), addition);
      return Promise.resolve();
    },
    read: (key, first, last) => {
      const chunks = chunksOf(key);
      const found: Chunk[] = [];
      for (let index = first; index <= last; index++) {
        const chunk = chunks.get(index);
        if (chunk !== undefined) found.push(frozen(chunk));
      }
      return Promise.resolve(found);
    },
    cut: (key, cut) => {
      cutFrom(chunksOf(key).get(cut.index), cut);
      return Promise.resolve();
    },
    forget: (key, index, texts) => {
      const chunk = chunksOf(key).get(index);
      for (const text of texts) chunk?.texts.delete(text);
      return Promise.resolve();
    },
  };
}
