import { backoffMs, retryAfterMs } from "../../../lambda/adapters/backoff";

const NOW = Date.parse("2026-11-22T05:00:00Z");

test("the longest wait doubles from half a second to twenty", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMs(attempt, 1));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
});

test("all of a wait is chance", () => {
  expect(backoffMs(3, 0)).toBe(0);
  expect(backoffMs(3, 0.25)).toBe(1000);
});

test.each([
  [null, 0],
  ["3", 3000],
  ["Sun, 22 Nov 2026 05:00:03 GMT", 3000],
  ["Sun, 22 Nov 2026 04:00:00 GMT", 0],
  ["soon", 0],
  ["-1", 0],
])("the header Retry-After %j asks for %d ms", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
