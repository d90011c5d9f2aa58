import fc from "fast-check";
import {
  anyOrderProperty,
  minuteCrewProperty,
  newMinuteCoverage,
  replayProperty,
} from "../../support/minute-properties";
import { least, runs } from "../../support/runs";

jest.setTimeout(240_000);

test("minute by minute and exactly once, the findings are the reference's", async () => {
  const coverage = newMinuteCoverage();
  await fc.assert(replayProperty(coverage), { numRuns: runs(200) });
  expect(coverage.attacks).toBeGreaterThan(least(80));
  expect(coverage.looks).toBeGreaterThan(least(50));
  expect(coverage.knownShare).toBeGreaterThan(least(2));
  expect(coverage.invisible).toBeGreaterThan(least(0));
});

test("in any order and batches, sums are what came, nothing is lost and nothing unexplained", async () => {
  const coverage = newMinuteCoverage();
  await fc.assert(anyOrderProperty(coverage), { numRuns: runs(500) });
  expect(coverage.sure).toBeGreaterThan(least(200));
  expect(coverage.sure).toBeGreaterThan(0.8 * coverage.firing);
  expect(coverage.explained).toBeGreaterThan(least(5));
});

test("however workers interleave and die, sums overcount by redeliveries alone and nothing is lost", async () => {
  const coverage = newMinuteCoverage();
  await fc.assert(minuteCrewProperty(coverage), { numRuns: runs(120) });
  expect(coverage.deaths).toBeGreaterThan(least(30));
  expect(coverage.conflicts).toBeGreaterThan(least(30));
  expect(coverage.overcounted).toBeGreaterThan(least(100));
  expect(coverage.sure).toBeGreaterThan(least(100));
});
