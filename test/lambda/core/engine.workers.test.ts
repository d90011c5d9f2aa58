import fc from "fast-check";
import { unmutated } from "../../support/mutants";
import { crewProperty, exactCrewProperty, newCourse } from "../../support/workers";
import { least, runs } from "../../support/runs";

jest.setTimeout(120_000);

test("workers that interleave at every store call and die at any give the reference's findings", async () => {
  const course = newCourse();
  await fc.assert(crewProperty(unmutated, course), { numRuns: runs(250) });
  expect(course.deaths).toBeGreaterThan(least(120));
  expect(course.conflicts).toBeGreaterThan(least(250));
  expect(course.overflowed).toBeGreaterThan(least(50));
  expect(course.cuts).toBeGreaterThan(least(60));
  expect(course.merged).toBeGreaterThan(least(10));
});

test("workers that interleave at every store call count exactly what is delivered once", async () => {
  const course = newCourse();
  await fc.assert(exactCrewProperty(course), { numRuns: runs(200) });
  expect(course.conflicts).toBeGreaterThan(least(150));
  expect(course.overflowed).toBeGreaterThan(least(20));
  expect(course.cuts).toBeGreaterThan(least(40));
});
