import { sumsOf } from "../../../../../lambda/core/counting/minutes/sums";
import { hourOf } from "../../../../support/minute-store-contract";

const HOUR = 494_000;
const FIRST = HOUR * 60;

const sums = sumsOf([
  hourOf(HOUR, { requests: { 0: 3, 59: 4 }, confirmed: { 30: 2 }, paid: { 0: 1 } }),
  hourOf(HOUR + 2, { requests: { 0: 5 }, confirmed: { 7: 1 } }),
]);

test.each([
  ["both ends", FIRST, FIRST + 59, 7],
  ["one minute", FIRST + 59, FIRST + 59, 4],
  ["nothing between", FIRST + 1, FIRST + 58, 0],
  ["an hour that has no counts", FIRST + 60, FIRST + 119, 0],
  ["over that hour", FIRST + 59, FIRST + 120, 9],
  ["what lies before the first hour", FIRST - 500, FIRST, 3],
  ["what lies behind the last hour", FIRST + 120, FIRST + 9999, 5],
  ["wholly before", FIRST - 9, FIRST - 1, 0],
  ["wholly behind", FIRST + 180, FIRST + 190, 0],
  ["a stretch that ends before it begins", FIRST + 5, FIRST + 4, 0],
])("requests are summed over %s", (_, first, last, expected) => {
  expect(sums.requests(first, last)).toBe(expected);
});

test("confirmations and paid requests have sums of their own", () => {
  expect(sums.confirmed(FIRST, FIRST + 179)).toBe(3);
  expect(sums.paid(FIRST, FIRST + 179)).toBe(1);
});

test("the latest minute is that of a request or a confirmation", () => {
  expect(sums.latest).toBe(FIRST + 127);
  expect(sumsOf([hourOf(HOUR, { requests: { 4: 1 } })]).latest).toBe(FIRST + 4);
});

test("of no hours, and of empty ones, nothing is the sum and nothing the latest", () => {
  for (const none of [sumsOf([]), sumsOf([hourOf(HOUR)])]) {
    expect(none.requests(FIRST, FIRST + 59)).toBe(0);
    expect(none.latest).toBe(-Infinity);
  }
});

test("the order of the hours does not matter", () => {
  const reversed = sumsOf([hourOf(8, { requests: { 0: 2 } }), hourOf(7, { requests: { 59: 1 } })]);
  expect(reversed.requests(479, 480)).toBe(3);
});
