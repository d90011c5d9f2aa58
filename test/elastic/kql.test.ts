import { kqlAbsentOrIn, kqlAnyOf, kqlIn } from "../../elastic/kql";
import { shippedRules } from "./shipped";

/* The cases are those of elastic/detection-rules: tests/kuery/test_lint.py and the optimizer behind it. */

test("a single value needs no brackets", () => {
  expect(kqlIn("a", ["b"])).toBe("a:b");
});

test("values stand in order: numbers, texts, patterns", () => {
  expect(kqlIn("a", ["*z*", "c", 429, "b", 200, "*a*"])).toBe(
    "a:(200 or 429 or b or c or *a* or *z*)",
  );
});

test("a field stands once, also where it may be absent", () => {
  expect(kqlAbsentOrIn("a", ["c", "b"])).toBe("a:(b or c or not *)");
});

test("alternatives stand in brackets", () => {
  expect(kqlAnyOf(["a:b", "c:d"])).toBe("(a:b or c:d)");
});

const kuery = shippedRules.filter(({ rule }) => rule.language === "kuery");

test("what is shipped has no blank behind a colon, no quotes, and each field once in an expression", () => {
  expect(kuery.length).toBeGreaterThan(3);
  for (const { rule } of kuery) {
    expect(rule.query).not.toMatch(/: |"/);
    const fields = [...rule.query.matchAll(/([\w.]+):/g)].map(([, field]) => field);
    expect(new Set(fields).size).toBe(fields.length);
  }
});
