import fc from "fast-check";
import { pairingProperty, sound } from "../../../../support/pairing-crew";
import { least, runs } from "../../../../support/runs";
import { newCourse } from "../../../../support/workers";

test("workers that interleave at every store call and die at any count what the reference counts", async () => {
  const course = newCourse();
  await fc.assert(pairingProperty(sound, course), { numRuns: runs(1_000) });
  expect(course.deaths).toBeGreaterThan(least(500));
  expect(course.looks).toBeGreaterThan(least(500));
});
