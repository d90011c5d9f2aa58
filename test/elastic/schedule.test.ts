import { covering, minutes, scheduleFields, suppressionDuration } from "../../elastic/schedule";

const MINUTE = 60_000;

test("a run looks back over the window, the interval and what comes in late", () => {
  expect(scheduleFields(covering(5 * MINUTE, MINUTE))).toEqual({
    interval: "1m",
    from: "now-6m",
    to: "now",
  });
  expect(scheduleFields(covering(5 * MINUTE, 5 * MINUTE, 15 * MINUTE)).from).toBe("now-25m");
});

test("refuses what Kibana could not write as whole minutes", () => {
  expect(() => minutes(0)).toThrow("no whole minutes");
  expect(() => minutes(90_000)).toThrow("no whole minutes");
});

test("suppression lasts whole minutes or hours, rounded up", () => {
  expect(suppressionDuration(30 * MINUTE)).toEqual({ value: 30, unit: "m" });
  expect(suppressionDuration(24 * 60 * MINUTE)).toEqual({ value: 24, unit: "h" });
  expect(suppressionDuration(90_000)).toEqual({ value: 2, unit: "m" });
});
