/** A stretch of event time with both ends in it, in milliseconds. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether two stretches are one: they overlap or lie at most the session gap apart. */
export const areOne = (a: Interval, b: Interval, gapMs: number): boolean =>
  a.fromMs - b.toMs <= gapMs && b.fromMs - a.toMs <= gapMs;

/** Those that become one with the new stretch, and those that it leaves alone. */
export interface Placement<T> {
  /** Oldest first: the first one keeps its id. */
  readonly joined: readonly T[];
  readonly apart: readonly T[];
}

/**
 * Places a new stretch among those that stand. As the standing ones lie more than the quiet
 * period apart, one pass finds all that the new one reaches or bridges.
 *
 * @param isOlder whether the first was there before the second
 */
export function place<T>(
  standing: readonly T[],
  intervalOf: (item: T) => Interval,
  added: Interval,
  gapMs: number,
  isOlder: (a: T, b: T) => boolean,
): Placement<T> {
  const joins = (item: T): boolean => areOne(intervalOf(item), added, gapMs);
  return {
    joined: standing.filter(joins).sort((a, b) => (isOlder(a, b) ? -1 : 1)),
    apart: standing.filter((item) => !joins(item)),
  };
}

/** The maximal chains of stretches in which neighbours lie at most the session gap apart. */
export function chains<T>(
  items: readonly T[],
  intervalOf: (item: T) => Interval,
  gapMs: number,
): readonly (readonly T[])[] {
  const sorted = [...items].sort((a, b) => intervalOf(a).fromMs - intervalOf(b).fromMs);
  const found: T[][] = [];
  let endMs = -Infinity;
  for (const item of sorted) {
    const { fromMs, toMs } = intervalOf(item);
    const current = found.at(-1);
    if (current !== undefined && fromMs - endMs <= gapMs) current.push(item);
    else found.push([item]);
    endMs = Math.max(endMs, toMs);
  }
  return found;
}
