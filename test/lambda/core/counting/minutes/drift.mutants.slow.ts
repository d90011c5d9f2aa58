import fc from "fast-check";
import * as mutants from "../../../../support/drift-mutants";
import {
  driftProperty,
  newDriftCoverage,
  pastProperty,
  type BaselineOf,
  type JudgeExcess,
} from "../../../../support/drift-properties";
import { runs } from "../../../../support/runs";

jest.setTimeout(120_000);

const plan = { numRuns: runs(2000), endOnFailure: true };

const isBaselineCaught = (baseline: BaselineOf): boolean =>
  fc.check(pastProperty(newDriftCoverage(), baseline), plan).failed;

const isJudgeCaught = (judge: JudgeExcess): boolean =>
  fc.check(driftProperty(newDriftCoverage(), judge), plan).failed;

test.each([
  ["forgets the worst day", mutants.forgetsTheWorst],
  ["lets the latest days count among the bad ones", mutants.countsTheLatest],
  ["takes a good day for the worst", mutants.takesAGoodDay],
  ["takes a few days for enough", mutants.trustsFewDays],
  ["takes a few requests for a day", mutants.trustsThinDays],
])("a baseline that %s is caught", (_, baseline) => {
  expect(isBaselineCaught(baseline)).toBe(true);
});

test.each([
  ["never adds small lacks up", mutants.forgetsDrift],
  ["tolerates the same of all", mutants.toleratesAlike],
  ["tolerates as much as on the worst day", mutants.toleratesTheWorst],
  ["tolerates nothing where days never differed", mutants.toleratesNothing],
  ["tolerates whatever the worst day told", mutants.toleratesAnything],
  ["forgets how busy usual days are", mutants.forgetsHowBusy],
  ["takes no day for busy", mutants.neverBusy],
  ["asks twice as much of the known", mutants.treatsKnownAsUnknown],
  ["fires at half of the floor", mutants.halvesTheFloor],
  ["waits for no confirmation", mutants.waitsForNobody],
  ["counts confirmations a minute late", mutants.countsThemLate],
])("a judge that %s is caught", (_, judge) => {
  expect(isJudgeCaught(judge)).toBe(true);
});
