import fc from "fast-check";
import { newPartsCoverage, partsProperty } from "../../../../support/parts-properties";
import { least, runs } from "../../../../support/runs";

test("app clients fire together where the definition says so", async () => {
  const coverage = newPartsCoverage();
  await fc.assert(partsProperty(coverage), { numRuns: runs(300) });
  expect(coverage.firing).toBeGreaterThan(least(40));
  expect(coverage.ofSome).toBeGreaterThan(least(4));
  expect(coverage.invisible).toBeGreaterThan(least(20));
  expect(coverage.silent).toBeGreaterThan(least(40));
});
