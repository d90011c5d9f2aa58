import { offsetOf, subjectClassOf } from "./token";
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
  /** Of the same tokens: classes of the subjects they are about, 0 where that is not known. */
  readonly subjects: readonly number[];
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

interface DecodedPart extends TimelinePart {
  readonly spanMs: number;
  readonly kept: number;
}

/** A series never changes, so it is decoded once however often it is read. */
const decoded = new WeakMap<Series, DecodedPart>();

/** What overflowed lies between the `kept` earliest and the `kept` latest tokens. */
function narrowed(bucket: Bucket, times: readonly number[], kept: number): Bucket {
  const fromMs = Math.max(bucket.fromMs, times[kept - 1] ?? -Infinity);
  const toMs = Math.min(bucket.toMs, times[times.length - kept] ?? Infinity);
  return fromMs <= toMs ? { ...bucket, fromMs, toMs } : bucket;
}

function partOf(index: number, series: Series, spanMs: number, kept: number): TimelinePart {
  const known = decoded.get(series);
  if (known?.index === index && known.spanMs === spanMs && known.kept === kept) return known;
  // As text they sort in the order of their time.
  const tokens = [...series.tokens].sort();
  const times = tokens.map((token) => index * spanMs + offsetOf(token));
  const subjects = tokens.map(subjectClassOf);
  const buckets = bucketsOf(index, series, spanMs).map((each) => narrowed(each, times, kept));
  const part = { index, spanMs, kept, times, subjects, buckets };
  decoded.set(series, part);
  return part;
}

/**
 * One series of some chunks.
 *
 * @param kept how many earliest and latest tokens of a chunk were surely never taken for overflow
 */
export function timelineOf(
  chunks: readonly Chunk[],
  name: string,
  spanMs: number,
  kept = 1,
): Timeline {
  const parts = chunks.flatMap(({ index, series }) => {
    const counted = series[name];
    return counted === undefined ? [] : [partOf(index, counted, spanMs, kept)];
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

/** Whether all stored tokens in [fromMs, toMs] are about one subject, as far as that is known. */
export function areAboutOne({ parts }: Timeline, fromMs: number, toMs: number): boolean {
  const found = new Set(
    parts.flatMap(({ times, subjects }) =>
      subjects.slice(lowerBound(times, fromMs), lowerBound(times, toMs + 1)),
    ),
  );
  return found.size === 1 && !found.has(0);
}
