import fc from "fast-check";
import {
  attackProperty,
  nodesProperty,
  saleProperty,
  type JudgeSurge,
} from "../../../../support/surge-crowds";
import * as mutants from "../../../../support/surge-mutants";
import { runs } from "../../../../support/runs";

jest.setTimeout(120_000);

const isCaught = <T>(
  property: (judge: JudgeSurge) => fc.IPropertyWithHooks<T>,
  judge: JudgeSurge,
): boolean => fc.check(property(judge), { numRuns: runs(500), endOnFailure: true }).failed;

test.each([
  ["expects everybody at once", mutants.expectsAllAtOnce],
  ["expects people a minute too soon", mutants.expectsTooSoon],
  ["expects a code of everybody who asks", mutants.expectsEverybody],
  ["takes chance for an attack", mutants.ignoresChance],
  ["does not ask how many codes are typed in at all", mutants.ignoresWhatIsTyped],
  ["does not see confirmations", mutants.overlooksConfirmations],
  ["counts confirmations a minute late", mutants.countsThemLate],
  ["forgets the seconds of requests", mutants.forgetsSeconds],
])("by a sale, a judge that %s is caught", (_, judge) => {
  expect(isCaught(saleProperty, judge)).toBe(true);
});

test.each([
  ["waits three minutes longer than people type", mutants.waitsTooLong],
  ["looks at the end of a batch only", mutants.looksAtTheEnd],
  ["takes what was minutes ago for what is now", mutants.takesSumsForHistory],
])("by an attack, a judge that %s is caught", (_, judge) => {
  expect(isCaught(attackProperty, judge)).toBe(true);
});

test("by files of several nodes, a judge that trusts a file to hold everything is caught", () => {
  expect(isCaught(nodesProperty, mutants.trustsFiles)).toBe(true);
});
