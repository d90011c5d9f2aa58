import type { Entity, Target } from "../../model/rule";
import { isPaid, isUnsent, offsetOf, type Token } from "./token";

/**
 * What a count is kept under. The scope is the account and `live`, `drill:<id>` or `sup:<id>`,
 * so that neither drills nor suppressed traffic ever meet real traffic, and no count crosses a
 * target.
 */
export interface WindowKey {
  readonly scope: string;
  readonly target: Target;
  readonly spanMs: number;
  readonly entity: Entity;
}

/** Into how many equal parts of the chunk its overflow is counted. */
export const BUCKETS = 16;

/**
 * What one rule counts (or has seen confirmed) in one chunk: the earliest and latest tokens, and
 * how many further ones lie in each sixteenth of the chunk, with the paid ones among those, and
 * those that surely sent nothing (absent where there are none).
 */
export interface Series {
  readonly tokens: readonly Token[];
  readonly overflow: readonly number[];
  readonly paidOverflow: number;
  readonly unsentOverflow?: number | undefined;
}

/** What a series counts without tokens. */
export type Overflow = Pick<Series, "overflow" | "paidOverflow" | "unsentOverflow">;

/** One span-long piece of a window; `index` is floor(event time / span). */
export interface Chunk {
  readonly index: number;
  readonly series: Readonly<Record<string, Series>>;
  /** Evidence texts, see `evidence.ts`. */
  readonly texts: readonly string[];
}

/** Tokens to move from a series into its overflow, valid only while the overflow is `seen`. */
export interface Cut extends Overflow {
  readonly index: number;
  readonly series: string;
  readonly seen: readonly number[];
  readonly tokens: readonly Token[];
}

export const NO_OVERFLOW: readonly number[] = Array.from({ length: BUCKETS }, () => 0);
export const EMPTY_SERIES: Series = { tokens: [], overflow: NO_OVERFLOW, paidOverflow: 0 };

export const hitsOf = (ruleId: string): string => ruleId;
export const confirmationsOf = (ruleId: string): string => `${ruleId}~`;

export const overflowOf = ({ overflow }: Series): number =>
  overflow === NO_OVERFLOW ? 0 : overflow.reduce((sum, count) => sum + count, 0);

/** Stored tokens and overflow: everything the series has counted. */
export const sizeOf = (series: Series): number => series.tokens.length + overflowOf(series);

/** Counts tokens by sixteenth of the chunk. */
function bucketed(tokens: readonly Token[], spanMs: number): number[] {
  const counts = [...NO_OVERFLOW];
  for (const token of tokens) {
    const bucket = Math.floor((offsetOf(token) * BUCKETS) / spanMs);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/** Tokens as the numbers that take their place. */
function overflowing(tokens: readonly Token[], spanMs: number): Overflow {
  const unsent = tokens.filter(isUnsent).length;
  return {
    overflow: bucketed(tokens, spanMs),
    paidOverflow: tokens.filter(isPaid).length,
    ...(unsent > 0 && { unsentOverflow: unsent }),
  };
}

/** Tokens in their order, and those of them that are chosen, evenly spaced and at most `most`. */
function evenlyChosen(tokens: readonly Token[], most: number): ReadonlySet<Token> {
  if (most === 0) return new Set();
  const step = Math.ceil(tokens.length / most);
  return new Set(tokens.filter((_token, position) => position % step === step - 1));
}

/**
 * What one batch adds to a series: its `keep` earliest and `keep` latest tokens, the rest as
 * numbers. Nothing else can decide when a rule fires first or last in the chunk, unless a flood ends
 * its own grace: that may happen anywhere between.
 *
 * @param between how many tokens to keep from between, at most `keep`; where only sixteenths of the
 *   chunk are known, the end of the grace is found up to two of them late
 */
export function addition(
  tokens: readonly Token[],
  keep: number,
  spanMs: number,
  between = 0,
): Series {
  const sorted = [...new Set(tokens)].sort();
  if (sorted.length <= 2 * keep) return { ...EMPTY_SERIES, tokens: sorted };
  const middle = sorted.slice(keep, -keep);
  const chosen = evenlyChosen(middle, between);
  return {
    tokens: [...sorted.slice(0, keep), ...chosen, ...sorted.slice(-keep)],
    ...overflowing(
      middle.filter((token) => !chosen.has(token)),
      spanMs,
    ),
  };
}

/** The cut that brings a series back to size, once it stores more than four times `keep`. */
export function cutOf(chunk: Chunk, name: string, keep: number, spanMs: number): Cut | undefined {
  const series = chunk.series[name];
  if (series === undefined || series.tokens.length <= 4 * keep) return undefined;
  const tokens = [...series.tokens].sort().slice(keep, -keep);
  return {
    index: chunk.index,
    series: name,
    seen: series.overflow,
    tokens,
    ...overflowing(tokens, spanMs),
  };
}

/**
 * Keeps windows. Every write is atomic on its own; no two are atomic together. A read sees every
 * write that was acknowledged before it began.
 */
export interface WindowStore {
  /** Unites tokens and texts with the stored ones and adds the overflow numbers. */
  readonly add: (key: WindowKey, addition: Chunk) => Promise<void>;
  /** The stored chunks with `first <= index <= last`, in order. */
  readonly read: (key: WindowKey, first: number, last: number) => Promise<readonly Chunk[]>;
  /** Moves tokens into the overflow, unless the overflow has changed since it was read. */
  readonly cut: (key: WindowKey, cut: Cut) => Promise<void>;
  /** Takes evidence texts away. */
  readonly forget: (key: WindowKey, index: number, texts: readonly string[]) => Promise<void>;
}
