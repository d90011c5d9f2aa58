import { currentMonth, spendMonth } from "../../../bin/spend/moment";

const NOW = Date.parse("2026-11-22T11:00:00Z");

test("this month is looked at now, also when it is named", () => {
  const now = { month: "2026-11", atMs: NOW, isOver: false };
  expect(currentMonth(NOW)).toEqual(now);
  expect(spendMonth("2026-11", NOW)).toEqual(now);
});

test("a month that is over is looked at in its last millisecond", () => {
  expect(spendMonth("2026-02", NOW)).toEqual({
    month: "2026-02",
    atMs: Date.parse("2026-02-28T23:59:59.999Z"),
    isOver: true,
  });
});

test("the oldest month is the one in which AWS's oldest values lie", () => {
  expect(spendMonth("2025-08", NOW)).toMatchObject({ month: "2025-08" });
  expect(spendMonth("2025-07", NOW)).toMatch(/455 days: give 2025-08 or a later month/);
});

test.each(["2026-13", "2026-00", "2026-1", "11-2026", "2026-11-01", "", "november"])(
  "refuses %j as no month",
  (text) => {
    expect(spendMonth(text, NOW)).toMatch(/^Give a month of UTC as YYYY-MM/);
  },
);

test("refuses a month that has not begun", () => {
  expect(spendMonth("2026-12", NOW)).toBe("Give a month that has begun.");
});
