import fc from "fast-check";
import * as mutants from "../../support/protect-mutants";
import { newProtectCourse, protectProperty } from "../../support/protect-properties";
import type { Mutation } from "../../support/protect-stack";
import { least, runs } from "../../support/runs";

jest.setTimeout(300_000);

test("whatever happens, somebody else's default is neither replaced nor removed, and ours never outlives its stack", async () => {
  const met = newProtectCourse();
  await fc.assert(protectProperty(met), { numRuns: runs(800) });
  expect(met.crashes).toBeGreaterThan(least(250));
  expect(met.refusals).toBeGreaterThan(least(150));
  expect(met.adoptions).toBeGreaterThan(least(50));
  expect(met.acts).toBeGreaterThan(least(100));
  expect(met.deletions).toBeGreaterThan(least(150));
});

test.each<[string, Mutation]>([
  ["trusts its first reading of the default", mutants.trustsItsFirstReading],
  ["takes every default for its own", mutants.doesNotLookAtTags],
  ["makes a configuration at each deployment", mutants.makesOneEachTime],
  ["repeats a creation with another token", mutants.forgetsTheToken()],
  ["blocks everything before it allows some", mutants.blocksBeforeItAllows],
  ["does not see the default", mutants.seesNoDefault],
  ["removes nothing", mutants.removesNothing],
  ["believes that calls are blocked already", mutants.forgetsCalls],
])("a lock that %s is caught", async (_, mutation) => {
  const property = protectProperty(newProtectCourse(), mutation);
  const { failed } = await fc.check(property, { numRuns: runs(1500), endOnFailure: true });
  expect(failed).toBe(true);
});
