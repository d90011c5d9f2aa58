import fc from "fast-check";
import {
  newCoverage,
  promptFloodProperty,
  promptUnconfirmedProperty,
  unconfirmedCrewProperty,
  unconfirmedProperty,
} from "../../support/unconfirmed-properties";
import { newCourse } from "../../support/workers";
import { least, runs } from "../../support/runs";

jest.setTimeout(120_000);

test("whatever the order, the batches and the clock, no unconfirmed burst is missed", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(unconfirmedProperty(course, coverage), { numRuns: runs(160) });
  expect(course.overflowed).toBeGreaterThan(least(10));
  expect(course.cuts).toBeGreaterThan(least(25));
  expect(course.looks).toBeGreaterThan(least(200));
  expect(coverage.expected).toBeGreaterThan(least(60));
  expect(coverage.excluded).toBeLessThan(coverage.expected);
});

test("several workers, interleaved and dying anywhere, miss no unconfirmed burst", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(unconfirmedCrewProperty(course, coverage), { numRuns: runs(100) });
  expect(course.deaths).toBeGreaterThan(least(40));
  expect(coverage.expected).toBeGreaterThan(least(30));
});

test("minute by minute and without overflow, the findings are exactly the reference's", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(promptUnconfirmedProperty(course, coverage), { numRuns: runs(400) });
  expect(course.looks).toBeGreaterThan(least(60));
  expect(coverage.expected).toBeGreaterThan(least(80));
});

test("minute by minute, a flood that overflows is found, and nothing is where nothing fires", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(promptFloodProperty(course, coverage), { numRuns: runs(100) });
  expect(course.overflowed).toBeGreaterThan(least(10));
  expect(coverage.inDoubt).toBeGreaterThan(least(10));
});
