import fc from "fast-check";
import {
  anyOrderProperty,
  minuteCrewProperty,
  newMinuteCoverage,
  replayProperty,
} from "../../support/minute-properties";

jest.setTimeout(120_000);

test("minute by minute and exactly once, the findings are the reference's", async () => {
  const coverage = newMinuteCoverage();
  await fc.assert(replayProperty(coverage), { numRuns: 200 });
  expect(coverage.attacks).toBeGreaterThan(80);
  expect(coverage.looks).toBeGreaterThan(50);
  expect(coverage.knownShare).toBeGreaterThan(2);
  expect(coverage.invisible).toBeGreaterThan(0);
});

test("in any order and batches, sums are what came, nothing is lost and nothing unexplained", async () => {
  const coverage = newMinuteCoverage();
  await fc.assert(anyOrderProperty(coverage), { numRuns: 200 });
  expect(coverage.sure).toBeGreaterThan(200);
  expect(coverage.sure).toBeGreaterThan(0.8 * coverage.firing);
  expect(coverage.explained).toBeGreaterThan(5);
});

test("however workers interleave and die, sums overcount by redeliveries alone and nothing is lost", async () => {
  const coverage = newMinuteCoverage();
  await fc.assert(minuteCrewProperty(coverage), { numRuns: 120 });
  expect(coverage.deaths).toBeGreaterThan(30);
  expect(coverage.conflicts).toBeGreaterThan(30);
  expect(coverage.overcounted).toBeGreaterThan(100);
  expect(coverage.sure).toBeGreaterThan(100);
});
