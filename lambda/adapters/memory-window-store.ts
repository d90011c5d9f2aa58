import { windowKeyText } from "../core/counting/windows/window-group";
import {
  EMPTY_SERIES,
  NO_OVERFLOW,
  type WindowStore,
  type Chunk,
  type Cut,
  type Series,
  type WindowKey,
} from "../core/counting/windows/window";

/** Most batches add one or two tokens, for which looking through the list beats building a set. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0) return b;
  if (b.length > 4) return [...new Set([...a, ...b])];
  const added = b.filter((entry) => !a.includes(entry));
  return added.length === 0 ? a : [...a, ...added];
}

const without = (a: readonly string[], b: readonly string[]): readonly string[] => {
  const gone = new Set(b);
  return a.filter((entry) => !gone.has(entry));
};

type Overflow = Pick<Series, "overflow" | "paidOverflow">;

const sum = (a: Overflow, b: Overflow): Overflow => ({
  overflow:
    b.overflow === NO_OVERFLOW
      ? a.overflow
      : a.overflow.map((count, i) => count + (b.overflow[i] ?? 0)),
  paidOverflow: a.paidOverflow + b.paidOverflow,
});

function united(stored: Chunk, added: Chunk): Chunk {
  const series = { ...stored.series };
  for (const [name, addition] of Object.entries(added.series)) {
    const before = series[name] ?? EMPTY_SERIES;
    const tokens = union(before.tokens, addition.tokens);
    series[name] = { tokens, ...sum(before, addition) };
  }
  return { index: stored.index, series, texts: union(stored.texts, added.texts) };
}

function cutFrom(chunk: Chunk, cut: Cut): Chunk {
  const stored = chunk.series[cut.series];
  if (stored?.overflow.every((count, i) => count === cut.seen[i]) !== true) return chunk;
  const series = { tokens: without(stored.tokens, cut.tokens), ...sum(stored, cut) };
  return { ...chunk, series: { ...chunk.series, [cut.series]: series } };
}

/** Windows in this process: what replay counts with, exact and gone when the process ends. */
export function memoryWindowStore(): WindowStore {
  const windows = new Map<string, Map<number, Chunk>>();
  const change = (key: WindowKey, index: number, to: (chunk: Chunk) => Chunk): Promise<void> => {
    const id = windowKeyText(key);
    const chunks = windows.get(id) ?? new Map<number, Chunk>();
    windows.set(id, chunks);
    chunks.set(index, to(chunks.get(index) ?? { index, series: {}, texts: [] }));
    return Promise.resolve();
  };
  return {
    add: (key, addition) => change(key, addition.index, (chunk) => united(chunk, addition)),
    read: (key, first, last) => {
      const chunks = windows.get(windowKeyText(key));
      const found: Chunk[] = [];
      for (let index = first; index <= last; index++) {
        const chunk = chunks?.get(index);
        if (chunk !== undefined) found.push(chunk);
      }
      return Promise.resolve(found);
    },
    cut: (key, cut) => change(key, cut.index, (chunk) => cutFrom(chunk, cut)),
    forget: (key, index, texts) =>
      change(key, index, (chunk) => ({ ...chunk, texts: without(chunk.texts, texts) })),
  };
}
