import { offsetOf, type Token } from "./token";
import { BUCKETS, type Chunk, type Series } from "./window";

/**
 * One series over adjacent chunks on the scale of event time. Stored tokens are exact; overflow
 * is known to a sixteenth of a chunk, so what is asked of it comes as bounds.
 */
export interface Timeline {
  readonly spanMs: number;
  readonly parts: readonly TimelinePart[];
}

export interface TimelinePart {
  readonly index: number;
  /** Times of the stored tokens, ascending. */
  readonly times: readonly number[];
  readonly buckets: readonly Bucket[];
}

export interface Bounds {
  readonly atLeast: number;
  readonly atMost: number;
}

/** A sixteenth of a chunk that holds overflow: `count` hits somewhere in [fromMs, toMs]. */
export interface Bucket {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** A series never changes, so it is decoded once however often it is read. */
const decoded = new WeakMap<Series, TimelinePart & { readonly spanMs: number }>();

function partOf(index: number, series: Series, spanMs: number): TimelinePart {
  const known = decoded.get(series);
  if (known?.index === index && known.spanMs === spanMs) return known;
  const timeOf = (token: Token): number => index * spanMs + offsetOf(token);
  const times = series.tokens.map(timeOf).sort((a, b) => a - b);
  const part = { index, spanMs, times, buckets: bucketsOf(index, series, spanMs) };
  decoded.set(series, part);
  return part;
}

export function timelineOf(chunks: readonly Chunk[], name: string, spanMs: number): Timeline {
  const parts = chunks.flatMap(({ index, series }) => {
    const counted = series[name];
    return counted === undefined ? [] : [partOf(index, counted, spanMs)];
  });
  return { spanMs, parts: parts.sort((a, b) => a.index - b.index) };
}

export const partAt = (timeline: Timeline, index: number): TimelinePart | undefined =>
  timeline.parts.find((part) => part.index === index);

function bucketsOf(index: number, series: Series, spanMs: number): readonly Bucket[] {
  const buckets: Bucket[] = [];
  const start = index * spanMs;
  series.overflow.forEach((count, i) => {
    if (count === 0) return;
    const fromMs = start + Math.ceil((i * spanMs) / BUCKETS);
    buckets.push({ fromMs, toMs: start + Math.ceil(((i + 1) * spanMs) / BUCKETS) - 1, count });
  });
  return buckets;
}

/** The position of the first time that is not before `atMs`. */
export function lowerBound(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many hits lie in [fromMs, toMs]. */
export function countBetween(timeline: Timeline, fromMs: number, toMs: number): Bounds {
  let atLeast = 0;
  let maybe = 0;
  for (const part of timeline.parts) {
    const start = part.index * timeline.spanMs;
    if (start > toMs || start + timeline.spanMs <= fromMs) continue;
    atLeast += lowerBound(part.times, toMs + 1) - lowerBound(part.times, fromMs);
    for (const bucket of part.buckets) {
      if (bucket.fromMs > toMs || bucket.toMs < fromMs) continue;
      if (bucket.fromMs >= fromMs && bucket.toMs <= toMs) atLeast += bucket.count;
      else maybe += bucket.count;
    }
  }
  return { atLeast, atMost: atLeast + maybe };
}
