import { learnedOf, reportDue } from "../../../../lambda/core/health/learned";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { NOW_MS } from "../../../support/health-facts";
import { byDay, learnedHours, type Hourly } from "../../../support/learned-hours";

describe("what was learned is told", () => {
  const at = (days: number, told = {}, learningDays = 7) =>
    reportDue(NOW_MS - days * DAY_MS, NOW_MS, learningDays, told);

  test("after a whole day and after the time of learning, once each", () => {
    expect(at(0.99)).toBeUndefined();
    expect(at(1)).toBe("day");
    expect(at(1, { day: 1 })).toBeUndefined();
    expect(at(6.99, { day: 1 })).toBeUndefined();
    expect(at(7, { day: 1 })).toBe("week");
    expect(at(7, { day: 1, week: 2 })).toBeUndefined();
    expect(at(400, { week: 2 })).toBeUndefined();
  });

  test("once where the first day is long past, as after an upgrade", () => {
    expect(at(400)).toBe("week");
  });

  test("by the configured time, and after seven days where nothing is learned", () => {
    expect(at(13, { day: 1 }, 14)).toBeUndefined();
    expect(at(14, { day: 1 }, 14)).toBe("week");
    expect(at(1, {}, 1)).toBe("week");
    expect(at(6, { day: 1 }, 0)).toBeUndefined();
    expect(at(7, { day: 1 }, 0)).toBe("week");
  });
});

const TARGET = "client:web";
const learned = (days: number, hourly: (ofDay: number, day: number) => Hourly, usual = {}) =>
  learnedOf(TARGET, learnedHours(NOW_MS, days, hourly), usual, NOW_MS);

test("people who sleep and type their codes in look like nothing", () => {
  expect(learned(7, byDay(20, 0.8))).toEqual({
    target: TARGET,
    requests: 7 * 18 * 20,
    requestsPerDay: expect.closeTo(360, -1) as number,
    share: 0.8,
    isInvisible: false,
    oddities: [],
  });
});

test("a client that asked for nothing is none", () => {
  expect(learned(7, () => ({ requests: 0, confirmed: 0 }))).toBeUndefined();
  expect(learnedOf(TARGET, [], undefined, NOW_MS)).toBeUndefined();
});

test("below 200 requests there is no share, and nothing looks odd", () => {
  const few = (requests: number) =>
    learned(1, (ofDay) => ({ requests: ofDay === 12 ? requests : 0, confirmed: 0 }));
  expect(few(199)).toMatchObject({ share: undefined, isInvisible: false, oddities: [] });
  expect(few(200)).toMatchObject({ share: 0, isInvisible: true });
});

test("the rules' own share stands beside the measured one", () => {
  expect(learned(7, byDay(20, 0.8), { confirmedShare: 0.7 })).toMatchObject({
    share: 0.8,
    usualShare: 0.7,
  });
  expect(learned(7, byDay(20, 0.8), { isConfirmationInvisible: true })?.isInvisible).toBe(true);
  expect(learned(7, byDay(20, 0.1))?.isInvisible).toBe(true);
  expect(learned(7, byDay(20, 0.1), { confirmedShare: 0.5 })?.isInvisible).toBe(false);
});

describe("an attack that ran all the time shows", () => {
  test("by nights that are like days", () => {
    const robot = { requests: 12, confirmed: 0 };
    const both = (ofDay: number): Hourly => {
      const people = byDay(20, 0.8)(ofDay);
      return { requests: people.requests + robot.requests, confirmed: people.confirmed };
    };
    const { share, oddities } = learned(7, both)!;
    expect(share).toBeCloseTo(0.445, 2);
    expect(oddities).toEqual([
      "It does not sleep: its quietest six hours of the day hold 11 % of its requests, and 25 % would be all alike.",
    ]);
  });

  test("by days that are worse than others", () => {
    const { oddities } = learned(7, (ofDay, day) => byDay(20, day === 3 ? 0.3 : 0.8)(ofDay))!;
    expect(oddities).toEqual([
      "On its worst day 30 % of 360 codes were confirmed, on its best 80 % of 360.",
    ]);
  });

  test("by a day that is much busier", () => {
    const { oddities } = learned(7, (ofDay, day) => byDay(day === 3 ? 61 : 20, 0.8)(ofDay))!;
    expect(oddities).toEqual(["Its busiest day had 1,098 requests, a usual one 360."]);
    expect(learned(7, (ofDay, day) => byDay(day === 3 ? 60 : 20, 0.8)(ofDay))!.oddities).toEqual(
      [],
    );
  });

  test("by requests that are refused", () => {
    const { oddities } = learned(7, (ofDay) => ({
      ...byDay(20, 0.8)(ofDay),
      unsent: ofDay < 6 ? 0 : 10,
    }))!;
    expect(oddities).toEqual(["50 % of its requests were refused and sent nothing."]);
  });
});
