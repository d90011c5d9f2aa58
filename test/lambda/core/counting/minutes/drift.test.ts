import fc from "fast-check";
import { baselineOf } from "../../../../../lambda/core/counting/minutes/baseline";
import { judgeExcess } from "../../../../../lambda/core/counting/minutes/judge-minutes";
import {
  driftProperty,
  newDriftCoverage,
  pastProperty,
} from "../../../../support/drift-properties";
import { least, runs } from "../../../../support/runs";

test("what a past tells of good days and of the worst is what the definition says", () => {
  const coverage = newDriftCoverage();
  fc.assert(pastProperty(coverage, baselineOf), { numRuns: runs(500) });
  expect(coverage.withWorst).toBeGreaterThan(least(60));
});

test("small lacks add up to what the definition says, whatever the entity's days are like", () => {
  const coverage = newDriftCoverage();
  fc.assert(driftProperty(coverage, judgeExcess), { numRuns: runs(1000) });
  expect(coverage.firing).toBeGreaterThan(least(100));
  expect(coverage.silent).toBeGreaterThan(least(200));
});
