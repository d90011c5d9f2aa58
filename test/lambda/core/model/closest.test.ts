import fc from "fast-check";
import { closest, editDistance } from "../../../../lambda/core/model/closest";
import { runs } from "../../../support/runs";

test.each([
  ["", "", 0],
  ["a", "", 1],
  ["", "abc", 3],
  ["rules", "rules", 0],
  ["rule", "rules", 1],
  ["rulse", "rules", 1],
  ["rlues", "rules", 1],
  ["kitten", "sitting", 3],
  ["abcd", "badc", 2],
])("from %j to %j it is %i edits", (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
  expect(editDistance(b, a)).toBe(edits);
});

test("a distance is never less than the difference of lengths, nor more than the longer text", () => {
  const text = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const edits = editDistance(a, b);
      expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(edits === 0).toBe(a === b);
    }),
    { numRuns: runs(500) },
  );
});

const names = ["trail", "rules", "quietMinutes", "monthlyBudgetUsd", "pace"];

test.each([
  ["quietMinuts", "quietMinutes"],
  ["QUIETMINUTES", "quietMinutes"],
  ["monthlybudgetUSD", "monthlyBudgetUsd"],
  ["trial", "trail"],
  ["paec", "pace"],
])("%s is meant as %s", (given, meant) => {
  expect(closest(given, names)).toBe(meant);
});

test.each(["x", "", "male", "budget", "quietMinutes".repeat(20)])(
  "%j is meant as none",
  (given) => {
    expect(closest(given, names)).toBeUndefined();
  },
);

test("of two that are close the closer one is meant", () => {
  expect(closest("sms-spent", ["sms-send", "sms-spend"])).toBe("sms-spend");
});
