import fc from "fast-check";
import {
  clockUtc,
  counted,
  dollars,
  duration,
  listed,
  minuteUtc,
  percent,
  spelledDuration,
  whole,
} from "../../../../lambda/core/model/format";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";

test("whole numbers have commas, and one thing has no plural", () => {
  expect([whole(0), whole(999.4), whole(1234567)]).toEqual(["0", "999", "1,234,567"]);
  expect(counted(1, "text")).toBe("1 text");
  expect(counted(0, "text")).toBe("0 texts");
  expect(counted(2, "address", "addresses")).toBe("2 addresses");
});

test.each([
  [0, "$0.00"],
  [0.4, "$0.40"],
  [9.994, "$9.99"],
  [9.996, "$10"],
  [1234.5, "$1,235"],
])("%d dollars are %s", (usd, text) => {
  expect(dollars(usd)).toBe(text);
});

test.each([
  [0, "0 %"],
  [0.0001, "0.1 %"],
  [0.004, "0.4 %"],
  [0.0099, "0.9 %"],
  [0.37, "37 %"],
  [0.9904, "99.1 %"],
  [0.9996, "99.9 %"],
  [1, "100 %"],
  [0.1 + 0.2 + 0.7 - 1e-12, "100 %"],
])("a share of %d is %s", (share, text) => {
  expect(percent(share)).toBe(text);
});

test("only nothing is 0 % and only all is 100 %", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (share) => {
      expect(["0 %", "0.0 %", "100 %", "100.0 %", "1.0 %", "99.0 %"]).not.toContain(percent(share));
    }),
  );
});

test.each([
  [0, "1 s"],
  [40_000, "40 s"],
  [59_600, "1 min"],
  [22 * MINUTE_MS, "22 min"],
  [119 * MINUTE_MS, "119 min"],
  [119.6 * MINUTE_MS, "2 h"],
  [179.7 * MINUTE_MS, "3 h"],
  [200 * MINUTE_MS, "3 h 20 min"],
  [24 * HOUR_MS, "24 h"],
  [24 * HOUR_MS + MINUTE_MS, "24 h 1 min"],
  [2 * DAY_MS - 1000, "2 d"],
  [2 * DAY_MS + 4 * HOUR_MS, "2 d 4 h"],
  [30 * DAY_MS, "30 d"],
])("%d ms are %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

/** A duration's text as pairs of number and unit. */
const partsOf = (ms: number): readonly (readonly [number, string])[] =>
  [...duration(ms).matchAll(/(\d+) (s|min|h|d)/g)].map(([, n, unit]) => [Number(n), unit!]);

const anyDuration = fc.oneof(
  fc.integer({ min: 1000, max: 40 * DAY_MS }),
  fc
    .tuple(fc.integer({ min: 1, max: 40 * 24 * 60 }), fc.integer({ min: -31_000, max: 31_000 }))
    .map(([minutes, aside]) => Math.max(1000, minutes * MINUTE_MS + aside)),
);

test("a duration reads as what it is to within a half of its smallest unit", () => {
  fc.assert(
    fc.property(anyDuration, (ms) => {
      const read = partsOf(ms).reduce((sum, [n, unit]) => sum + n * UNITS[unit]!, 0);
      expect(Math.abs(read - ms)).toBeLessThanOrEqual(
        ms < 2 * DAY_MS - MINUTE_MS ? MINUTE_MS / 2 : HOUR_MS / 2,
      );
    }),
  );
});

test("a duration has one or two units, none of them nothing, and the second never as much as the first's one", () => {
  const FULL: Readonly<Record<string, number>> = { s: 60, "h min": 60, "d h": 24 };
  fc.assert(
    fc.property(anyDuration, (ms) => {
      const parts = partsOf(ms);
      const units = parts.map(([, unit]) => unit).join(" ");
      expect(parts.map((part) => part.join(" ")).join(" ")).toBe(duration(ms));
      expect(["s", "min", "h", "h min", "d", "d h"]).toContain(units);
      for (const [n] of parts) expect(n).toBeGreaterThan(0);
      const [last] = parts.at(-1)!;
      expect(last).toBeLessThan(FULL[units] ?? Infinity);
    }),
  );
});

test("times are of the day, UTC", () => {
  const atMs = Date.parse("2026-11-17T04:51:59.999Z");
  expect(minuteUtc(atMs)).toBe("2026-11-17 04:51 UTC");
  expect(clockUtc(atMs)).toBe("04:51");
});

describe("listed", () => {
  test("shows what fits and counts the rest", () => {
    const items = ["aaaa", "bbbb", "cccc"];
    expect(listed(items, 16)).toBe("aaaa, bbbb, cccc");
    expect(listed(items, 15)).toBe("aaaa, 2 more");
    expect(listed(items, 18, 1003)).toBe("aaaa, 1,002 more");
    expect(listed(items, 1)).toBe("aaaa, 2 more");
    expect(listed([], 10)).toBe("");
    expect(listed([], 10, 4)).toBe("4 more");
  });
});

test.each([
  [15_000, "15 seconds"],
  [MINUTE_MS, "1 minute"],
  [5 * MINUTE_MS, "5 minutes"],
  [HOUR_MS, "an hour"],
  [24 * HOUR_MS, "24 hours"],
])("%d ms are spelled %s", (ms, text) => {
  expect(spelledDuration(ms)).toBe(text);
});
