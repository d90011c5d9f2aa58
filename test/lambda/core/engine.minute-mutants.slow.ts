import fc from "fast-check";
import {
  countsConfirmationsLate,
  raisesPeaks,
  judgesBeforeItWrites,
  writesSums,
} from "../../support/minute-mutants";
import {
  minuteCrewProperty,
  newMinuteCoverage,
  replayProperty,
} from "../../support/minute-properties";
import { aloneAndWell } from "../../support/workers";
import { runs } from "../../support/runs";

jest.setTimeout(120_000);

const failsIn = async (property: fc.IAsyncPropertyWithHooks<never>, count: number) =>
  (await fc.check(property, { numRuns: runs(count), endOnFailure: true })).failed;

const crew = (mutant: Parameters<typeof minuteCrewProperty>[1], shift?: typeof aloneAndWell) =>
  minuteCrewProperty(newMinuteCoverage(), mutant, shift) as never;

const replay = (mutant: Parameters<typeof replayProperty>[1]) =>
  replayProperty(newMinuteCoverage(), mutant) as never;

test("an engine that writes sums instead of adding to them is caught", async () => {
  expect(await failsIn(crew(writesSums), 1000)).toBe(true);
});

test("an engine that judges what stood there before it wrote is caught", async () => {
  expect(await failsIn(crew(judgesBeforeItWrites), 1000)).toBe(true);
});

test("both are right as long as they are alone", async () => {
  expect(await failsIn(crew(writesSums, aloneAndWell), 30)).toBe(false);
  expect(await failsIn(crew(judgesBeforeItWrites, aloneAndWell), 30)).toBe(false);
});

test("a baseline with one request too many is caught", async () => {
  expect(await failsIn(replay(raisesPeaks()), 1000)).toBe(true);
});

test("confirmations that count a minute late are caught", async () => {
  expect(await failsIn(replay(countsConfirmationsLate()), 1000)).toBe(true);
});
