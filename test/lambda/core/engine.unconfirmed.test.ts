import fc from "fast-check";
import {
  newCoverage,
  promptFloodProperty,
  promptUnconfirmedProperty,
  unconfirmedCrewProperty,
  unconfirmedProperty,
} from "../../support/unconfirmed-properties";
import { newCourse } from "../../support/workers";

jest.setTimeout(120_000);

test("whatever the order, the batches and the clock, no unconfirmed burst is missed", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(unconfirmedProperty(course, coverage), { numRuns: 160 });
  expect(course.overflowed).toBeGreaterThan(10);
  expect(course.cuts).toBeGreaterThan(25);
  expect(course.looks).toBeGreaterThan(200);
  expect(coverage.expected).toBeGreaterThan(60);
  expect(coverage.excluded).toBeLessThan(coverage.expected);
});

test("several workers, interleaved and dying anywhere, miss no unconfirmed burst", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(unconfirmedCrewProperty(course, coverage), { numRuns: 100 });
  expect(course.deaths).toBeGreaterThan(40);
  expect(coverage.expected).toBeGreaterThan(30);
});

test("minute by minute and without overflow, the findings are exactly the reference's", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(promptUnconfirmedProperty(course, coverage), { numRuns: 400 });
  expect(course.looks).toBeGreaterThan(60);
  expect(coverage.expected).toBeGreaterThan(80);
});

test("minute by minute, a flood that overflows is inside what is found", async () => {
  const course = newCourse();
  await fc.assert(promptFloodProperty(course, newCoverage()), { numRuns: 70 });
  expect(course.overflowed).toBeGreaterThan(10);
});
