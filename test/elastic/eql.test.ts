import { absentOrIn, sequenceOf } from "../../elastic/eql";
import type { Measure } from "../../lambda/core/model/measure";

const MEASURE: Measure = { kind: "burst", threshold: 3, windowMs: 300_000 };

test("a sequence names its field, span and number of events", () => {
  expect(sequenceOf("source.ip", MEASURE, 3, "    true")).toBe(
    "sequence by source.ip with maxspan=5m\n  [any where\n    true\n  ] with runs=3",
  );
});

test("an optional field may be absent, or one of a list", () => {
  expect(absentOrIn("x.y", ["a", 2])).toBe('(?x.y == null or ?x.y in ("a", 2))');
});

test("refuses more runs than EQL has, and spans that are no whole minutes", () => {
  expect(sequenceOf("x", MEASURE, 100, "true")).toContain("runs=100");
  expect(() => sequenceOf("x", MEASURE, 101, "true")).toThrow("1 to 100");
  expect(() => sequenceOf("x", { ...MEASURE, windowMs: 90_500 }, 2, "true")).toThrow("minutes");
});
