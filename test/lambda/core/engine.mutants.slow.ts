import fc from "fast-check";
import {
  capsABatch,
  closesAsWritten,
  readsBeforeItWrites,
  skipsWhatHasFired,
  unmutated,
  writesOnlySteps,
} from "../../support/mutants";
import type { BurstCase } from "../../support/observations";
import {
  aloneAndWell,
  crewProperty,
  memoryStores,
  newCourse,
  shifts,
  type Mutation,
} from "../../support/workers";
import { runs } from "../../support/runs";

jest.setTimeout(120_000);

const thresholdOf = ({ thresholds }: BurstCase): number => Math.max(...thresholds);

const RUNS = 1000;

async function isCaught(
  newMutation: (given: BurstCase) => Mutation,
  ofSweep?: Mutation,
): Promise<boolean> {
  const property = crewProperty(newMutation, newCourse(), shifts, memoryStores, ofSweep);
  const { failed } = await fc.check(property, { numRuns: runs(RUNS), endOnFailure: true });
  return failed;
}

test("an engine that reads before it writes is caught", async () => {
  expect(await isCaught(readsBeforeItWrites)).toBe(true);
});

test("an engine that reads before it writes is right as long as it is alone", async () => {
  const property = crewProperty(readsBeforeItWrites, newCourse(), aloneAndWell);
  await fc.assert(property, { numRuns: runs(60) });
});

test("an engine that caps a batch at the threshold is caught", async () => {
  expect(await isCaught((given) => capsABatch(thresholdOf(given)))).toBe(true);
});

test("an engine that skips a window that has fired is caught", async () => {
  expect(await isCaught((given) => skipsWhatHasFired(thresholdOf(given)))).toBe(true);
});

test("an engine that leaves unwritten all that takes no step is caught", async () => {
  expect(await isCaught(writesOnlySteps)).toBe(true);
});

test("a sweep that closes a finding as it was last written is caught", async () => {
  expect(await isCaught(unmutated, closesAsWritten)).toBe(true);
});
