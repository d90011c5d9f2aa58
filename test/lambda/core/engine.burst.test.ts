import fc from "fast-check";
import {
  burstProperty,
  exactBurstProperty,
  lateBurstProperty,
} from "../../support/burst-properties";
import { newCourse } from "../../support/workers";
import { least, runs } from "../../support/runs";

jest.setTimeout(120_000);

test("any order, batches, duplicates and late arrivals give the reference's findings", async () => {
  const course = newCourse();
  await fc.assert(burstProperty(course), { numRuns: runs(600) });
  expect(course.overflowed).toBeGreaterThan(least(100));
  expect(course.cuts).toBeGreaterThan(least(100));
  expect(course.merged).toBeGreaterThan(least(30));
});

test("counts are exact without a mark where every observation is known to come once", async () => {
  const course = newCourse();
  await fc.assert(exactBurstProperty(course), { numRuns: runs(250) });
  expect(course.overflowed).toBeGreaterThan(least(40));
});

test("what arrives after the sweep has closed its finding reopens it or is part of it", async () => {
  await fc.assert(lateBurstProperty(newCourse()), { numRuns: runs(350) });
});
