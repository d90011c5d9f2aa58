import type { CountKey } from "../../lambda/core/model/rule";
import { windowKeyText } from "../../lambda/core/counting/windows/window-group";
import {
  BUCKETS,
  EMPTY_SERIES,
  type WindowStore,
  type Chunk,
  type Series,
  type WindowKey,
} from "../../lambda/core/counting/windows/window";
import { offsetOf } from "../../lambda/core/counting/windows/token";
import type { Mutation } from "./workers";

/** The sound engine. */
export const unmutated = (): Mutation => (deps) => deps;

const withWindows =
  (change: (windows: WindowStore) => WindowStore): Mutation =>
  (deps) => ({ ...deps, windows: change(deps.windows) });

/**
 * Changes what is judged and leaves alone what is tallied: an entity's windows are read for its
 * tally only after its finding has been read.
 */
const withJudgedWindows =
  (change: (windows: WindowStore) => WindowStore): Mutation =>
  (deps) => {
    const { windows, findings } = deps;
    const changed = change(windows);
    const judged = new Set<string>();
    const nameOf = ({ scope, target, entity }: WindowKey | CountKey): string =>
      JSON.stringify([scope, target, entity]);
    return {
      ...deps,
      windows: {
        ...changed,
        read: (key, first, last) =>
          (judged.has(nameOf(key)) ? windows : changed).read(key, first, last),
      },
      findings: {
        ...findings,
        read: (key) => {
          judged.add(nameOf(key));
          return findings.read(key);
        },
      },
    };
  };

function united(a: Series, b: Series): Series {
  return {
    tokens: [...new Set([...a.tokens, ...b.tokens])],
    overflow: a.overflow.map((count, i) => count + b.overflow[i]!),
    paidOverflow: a.paidOverflow + b.paidOverflow,
  };
}

function unitedChunk(a: Chunk, b: Chunk): Chunk {
  const series = { ...a.series };
  for (const [name, added] of Object.entries(b.series)) {
    series[name] = united(series[name] ?? EMPTY_SERIES, added);
  }
  return { ...a, series };
}

/**
 * Reads before it writes: it judges what stood there before its own write, with its own batch
 * added in memory. Alone it is right.
 */
export const readsBeforeItWrites = (): Mutation =>
  withJudgedWindows((windows) => {
    const seen = new Map<string, Map<number, Chunk>>();
    return {
      ...windows,
      add: async (key, addition) => {
        const { index } = addition;
        const before = await windows.read(key, index - 2, index + 2);
        const chunks = seen.get(windowKeyText(key)) ?? new Map<number, Chunk>();
        seen.set(windowKeyText(key), chunks);
        for (const chunk of before) if (!chunks.has(chunk.index)) chunks.set(chunk.index, chunk);
        const own = chunks.get(index);
        chunks.set(index, own === undefined ? addition : unitedChunk(own, addition));
        await windows.add(key, addition);
      },
      read: async (key, first, last) => {
        const chunks = seen.get(windowKeyText(key));
        if (chunks === undefined) return windows.read(key, first, last);
        return [...chunks.values()]
          .filter(({ index }) => index >= first && index <= last)
          .sort((a, b) => a.index - b.index);
      },
    };
  });

/** Stores only the N earliest tokens of a batch and chunk, and of the others just how many. */
export const capsABatch = (threshold: number): Mutation =>
  withWindows((windows) => ({
    ...windows,
    add: (key, { index, series, texts }) => {
      const capped = Object.entries(series).map(([name, { tokens, ...rest }]) => {
        const sorted = [...tokens].sort();
        const overflow = [...rest.overflow];
        for (const token of sorted.slice(threshold)) {
          overflow[Math.floor((offsetOf(token) * BUCKETS) / key.spanMs)]! += 1;
        }
        return [name, { ...rest, tokens: sorted.slice(0, threshold), overflow }] as const;
      });
      return windows.add(key, { index, series: Object.fromEntries(capped), texts });
    },
  }));

/** Does not look again at a chunk that it has seen hold N tokens: that one has surely fired. */
export function skipsWhatHasFired(threshold: number): Mutation {
  const fired = new Set<string>();
  return withJudgedWindows((windows) => ({
    ...windows,
    read: async (key, first, last) => {
      const nameOf = ({ index }: Chunk): string => `${windowKeyText(key)}#${index}`;
      const chunks = await windows.read(key, first, last);
      const rest = chunks.filter((chunk) => !fired.has(nameOf(chunk)));
      for (const chunk of rest) {
        const isFull = ({ tokens }: Series): boolean => tokens.length >= threshold;
        if (Object.values(chunk.series).some(isFull)) fired.add(nameOf(chunk));
      }
      return rest;
    },
  }));
}

/** Leaves every change of a finding unwritten that takes no step, however much it moves. */
export const writesOnlySteps = (): Mutation => (deps) => ({
  ...deps,
  findings: {
    ...deps.findings,
    write: (head, steps) =>
      steps.length === 0 ? Promise.resolve(true) : deps.findings.write(head, steps),
  },
});

/** Closes a finding as it was last written: without its rule it cannot take the true end. */
export const closesAsWritten: Mutation = (deps) => ({ ...deps, rules: [] });
