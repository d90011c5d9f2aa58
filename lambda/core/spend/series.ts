/**
 * One metric's values, oldest first, each time once. Times are the beginnings of CloudWatch's
 * periods, in milliseconds since 1970 UTC; a period without data has no point.
 */
export interface MetricSeries {
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

export const NO_POINTS: MetricSeries = { timesMs: [], values: [] };

function isAscending(timesMs: readonly number[]): boolean {
  for (let i = 1; i < timesMs.length; i++) {
    if ((timesMs[i] ?? 0) <= (timesMs[i - 1] ?? 0)) return false;
  }
  return true;
}

/** One series of the pages of an answer, whatever their order; of one time the last value counts. */
export function seriesOf(pages: readonly MetricSeries[]): MetricSeries {
  const [only] = pages;
  if (pages.length === 1 && only !== undefined && isAscending(only.timesMs)) return only;
  const values = new Map<number, number>();
  for (const page of pages) {
    page.timesMs.forEach((time, i) => values.set(time, page.values[i] ?? 0));
  }
  const timesMs = [...values.keys()].sort((a, b) => a - b);
  return { timesMs, values: timesMs.map((time) => values.get(time) ?? 0) };
}

/** The largest value from one time to another, the end excluded; 0 where there is none. */
export function largestFrom(
  { timesMs, values }: MetricSeries,
  fromMs: number,
  toMs: number,
): number {
  let most = 0;
  for (let i = firstFrom(timesMs, fromMs); (timesMs[i] ?? toMs) < toMs; i++) {
    most = Math.max(most, values[i] ?? 0);
  }
  return most;
}

/** The index of the first point at or after a time; the number of points where there is none. */
export function firstFrom(timesMs: readonly number[], atMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? atMs) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
