import { monthEnd, monthStart } from "../../../../lambda/core/spend/month";
import { DAY_MS } from "../../../../lambda/core/model/time";

it.each([
  ["2026-02-28T23:59:59.999Z", 28],
  ["2028-02-01T00:00:00Z", 29],
  ["2026-11-30T12:00:00Z", 30],
  ["2026-12-31T23:00:00Z", 31],
])("the month of %s has %i days", (text, days) => {
  const at = Date.parse(text);
  expect((monthEnd(at) - monthStart(at)) / DAY_MS).toBe(days);
  expect(monthStart(at)).toBeLessThanOrEqual(at);
  expect(monthEnd(at)).toBeGreaterThan(at);
});
