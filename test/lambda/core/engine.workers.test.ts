import fc from "fast-check";
import { unmutated } from "../../support/mutants";
import { crewProperty, exactCrewProperty, newCourse } from "../../support/workers";

jest.setTimeout(120_000);

test("workers that interleave at every store call and die at any give the reference's findings", async () => {
  const course = newCourse();
  await fc.assert(crewProperty(unmutated, course), { numRuns: 250 });
  expect(course.deaths).toBeGreaterThan(120);
  expect(course.conflicts).toBeGreaterThan(250);
  expect(course.overflowed).toBeGreaterThan(50);
  expect(course.cuts).toBeGreaterThan(60);
  expect(course.merged).toBeGreaterThan(10);
});

test("workers that interleave at every store call count exactly what is delivered once", async () => {
  const course = newCourse();
  await fc.assert(exactCrewProperty(course), { numRuns: 200 });
  expect(course.conflicts).toBeGreaterThan(150);
  expect(course.overflowed).toBeGreaterThan(20);
  expect(course.cuts).toBeGreaterThan(40);
});
