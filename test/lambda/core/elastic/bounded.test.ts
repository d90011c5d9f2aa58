import {
  bounded,
  boundedNames,
  LONGEST_LIST,
  LONGEST_NAME,
} from "../../../../lambda/core/elastic/bounded";

test.each([
  ["curl/8.11.1", 11, "curl/8.11.1"],
  ["curl/8.11.1", 10, "curl/8.11…"],
  ["a😀b", 4, "a😀b"],
  ["a😀bc", 3, "a\ufffd…"],
  ["\ud83d", 5, "\ufffd"],
])("%j in %d units is %j", (text, max, expected) => {
  expect(bounded(text, max)).toBe(expected);
});

test("a list keeps its first names, each of them bounded", () => {
  const names = boundedNames(Array.from({ length: 90 }, (_, i) => `${i} ${"x".repeat(900)}`));
  expect(names).toHaveLength(LONGEST_LIST);
  expect(names[0]).toMatch(/^0 x+…$/);
  expect(names[0]).toHaveLength(LONGEST_NAME);
});
