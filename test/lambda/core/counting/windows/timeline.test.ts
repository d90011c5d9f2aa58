import fc from "fast-check";
import {
  countBetween,
  lowerBound,
  timelineOf,
} from "../../../../../lambda/core/counting/windows/timeline";
import { encodeToken } from "../../../../../lambda/core/counting/windows/token";
import { addition, type Chunk } from "../../../../../lambda/core/counting/windows/window";
import { least, runs } from "../../../../support/runs";

/** The chunks that one batch makes of times. */
function chunksOf(times: readonly number[], keep: number, spanMs: number): readonly Chunk[] {
  const indices = [...new Set(times.map((time) => Math.floor(time / spanMs)))];
  return indices.map((index) => {
    const tokens = times.flatMap((time, i) =>
      Math.floor(time / spanMs) === index
        ? [encodeToken(time - index * spanMs, `e${i}`, "aa", true)]
        : [],
    );
    return { index, series: { r: addition(tokens, keep, spanMs) }, texts: [] };
  });
}

const times = fc.array(fc.nat(999), { maxLength: 80 });
const dense = fc.array(fc.nat(999), { minLength: 40, maxLength: 80 });
const wide = fc.integer({ min: 100, max: 900 });
const spanMs = fc.integer({ min: 3, max: 300 });

test("without overflow a count is exact, ends included", () => {
  fc.assert(
    fc.property(times, spanMs, fc.nat(1000), fc.nat(1000), (given, span, fromMs, length) => {
      const timeline = timelineOf(chunksOf(given, 100, span), "r", span);
      const count = given.filter((time) => time >= fromMs && time <= fromMs + length).length;
      expect(countBetween(timeline, fromMs, fromMs + length)).toEqual({
        atLeast: count,
        atMost: count,
      });
    }),
  );
});

test("with overflow the true count lies between the bounds", () => {
  let uncertain = 0;
  fc.assert(
    fc.property(dense, wide, fc.nat(1000), fc.nat(1000), (given, span, fromMs, length) => {
      const timeline = timelineOf(chunksOf(given, 1, span), "r", span);
      const count = given.filter((time) => time >= fromMs && time <= fromMs + length).length;
      const { atLeast, atMost } = countBetween(timeline, fromMs, fromMs + length);
      expect(atLeast).toBeLessThanOrEqual(count);
      expect(atMost).toBeGreaterThanOrEqual(count);
      if (atLeast < atMost) uncertain++;
    }),
    { numRuns: runs(200) },
  );
  expect(uncertain).toBeGreaterThan(least(50));
});

test("all of a timeline is counted exactly even where it overflowed", () => {
  fc.assert(
    fc.property(times, spanMs, (given, span) => {
      const timeline = timelineOf(chunksOf(given, 1, span), "r", span);
      expect(countBetween(timeline, 0, 2000)).toEqual({
        atLeast: given.length,
        atMost: given.length,
      });
    }),
  );
});

test("buckets cover a chunk without gap and without meeting", () => {
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 500 }), fc.nat(50), (span, index) => {
      const overflow = Array.from({ length: 16 }, () => 1);
      const series = { r: { tokens: [], overflow, paidOverflow: 0 } };
      const [part] = timelineOf([{ index, series, texts: [] }], "r", span).parts;
      const { buckets } = part!;
      expect(buckets[0]?.fromMs).toBe(index * span);
      expect(buckets.at(-1)?.toMs).toBe((index + 1) * span - 1);
      buckets.slice(1).forEach(({ fromMs }, i) => {
        expect(fromMs).toBe(buckets[i]!.toMs + 1);
      });
    }),
  );
});

test("parts are in order of time and hold one series only", () => {
  const [late, early] = chunksOf([250, 10], 10, 100);
  const other: Chunk = { index: 5, series: { s: late!.series.r! }, texts: [] };
  const { parts } = timelineOf([late!, other, early!], "r", 100);
  expect(parts.map(({ index, times: found }) => [index, found])).toEqual([
    [0, [10]],
    [2, [250]],
  ]);
});

test.each([
  [[], 5, 0],
  [[5], 5, 0],
  [[5], 6, 1],
  [[1, 3, 3, 3, 7], 3, 1],
  [[1, 3, 3, 3, 7], 4, 4],
  [[1, 3], 99, 2],
])("the first of %j not before %d is at %d", (sorted, atMs, position) => {
  expect(lowerBound(sorted, atMs)).toBe(position);
});
