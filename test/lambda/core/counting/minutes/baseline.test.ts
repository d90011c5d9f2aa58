import {
  memoryBaselineStore,
  memoryMinuteStore,
} from "../../../../../lambda/adapters/memory/counting";
import {
  baselineOf,
  baselineFor,
  firstRequests,
} from "../../../../../lambda/core/counting/minutes/baseline";
import { DAY_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { hourOf, newMinuteKey } from "../../../../support/minute-store-contract";

const W = 5 * MINUTE_MS;
const DAY = 20_700;

/** So many requests in one minute of a day. */
const burstOn = (day: number, count: number, hour = 12, minute = 0) =>
  hourOf(day * 24 + hour, { requests: { [minute]: count } });

test("the peak is the third largest of the daily ones", () => {
  const counts = [4, 40, 7, 30, 20, 10];
  const hours = counts.map((count, i) => burstOn(DAY + i, count));
  expect(baselineOf(hours, W)).toMatchObject({ days: 6, peak: 20, requests: 111, confirmed: 0 });
});

test("one bad day changes the peak to no more than the next largest of the others", () => {
  const usual = [10, 11, 12, 13, 14].map((count, i) => burstOn(DAY + i, count));
  expect(baselineOf(usual, W).peak).toBe(12);
  expect(baselineOf([...usual, burstOn(DAY + 9, 9000)], W).peak).toBe(13);
});

test("there is no peak before three days have requests", () => {
  const hours = [
    burstOn(DAY, 5),
    burstOn(DAY + 1, 5),
    hourOf((DAY + 2) * 24, { confirmed: { 0: 9 } }),
  ];
  const { days, peak, confirmed } = baselineOf(hours, W);
  expect([days, peak, confirmed]).toEqual([2, undefined, 9]);
  expect(baselineOf([...hours, burstOn(DAY + 3, 2)], W).peak).toBe(2);
  expect(baselineOf([], W)).toEqual({ days: 0, peak: undefined, requests: 0, confirmed: 0 });
});

test("windows are aligned: what straddles two is not one peak", () => {
  const inOne = [0, 1, 2].map((i) => hourOf((DAY + i) * 24, { requests: { 5: 3, 9: 4 } }));
  const inTwo = [0, 1, 2].map((i) => hourOf((DAY + i) * 24, { requests: { 4: 3, 5: 4 } }));
  expect(baselineOf(inOne, W).peak).toBe(7);
  expect(baselineOf(inTwo, W).peak).toBe(4);
});

test("windows longer than an hour reach over hours and never over midnight", () => {
  const evening = (day: number) => burstOn(day, 3, 23, 59);
  const morning = (day: number) => burstOn(day, 5, 0, 0);
  const noon = (day: number) => [burstOn(day, 4, 12, 50), burstOn(day, 4, 13, 10)];
  const days = [DAY, DAY + 1, DAY + 2];
  expect(
    baselineOf(
      days.flatMap((day) => [evening(day), morning(day)]),
      4 * 60 * MINUTE_MS,
    ).peak,
  ).toBe(5);
  expect(baselineOf(days.flatMap(noon), 4 * 60 * MINUTE_MS).peak).toBe(8);
  expect(
    baselineOf(
      days.flatMap((day) => [evening(day), morning(day)]),
      DAY_MS,
    ).peak,
  ).toBe(8);
});

describe("the baseline of a day", () => {
  const stores = () => ({ minutes: memoryMinuteStore(), baselines: memoryBaselineStore() });

  test("is made of exactly the fourteen whole days before it", async () => {
    const { minutes, baselines } = stores();
    const key = newMinuteKey();
    await minutes.add(key, burstOn(DAY - 15, 1000, 23, 59));
    await minutes.add(key, burstOn(DAY - 14, 1, 0, 0));
    await minutes.add(key, burstOn(DAY - 7, 10));
    await minutes.add(key, burstOn(DAY - 1, 100, 23, 59));
    await minutes.add(key, burstOn(DAY, 1000, 0, 0));
    expect(await baselineFor(key, DAY, W, { minutes, baselines })).toEqual({
      days: 3,
      peak: 1,
      requests: 111,
      confirmed: 0,
      byHour: new Array(24).fill(0),
    });
  });

  test("never changes once it is made, whatever comes late", async () => {
    const { minutes, baselines } = stores();
    const key = newMinuteKey();
    await minutes.add(key, burstOn(DAY - 1, 7));
    const made = await baselineFor(key, DAY, W, { minutes, baselines });
    await minutes.add(key, burstOn(DAY - 1, 500));
    expect(await baselineFor(key, DAY, W, { minutes, baselines })).toEqual(made);
    expect((await baselineFor(key, DAY + 1, W, { minutes, baselines })).requests).toBe(507);
  });
});

test("each hour of the day has its third largest number, where three days are known", () => {
  const day = (number: number, night: number, noon: number) => [
    burstOn(number, night, 3),
    burstOn(number, noon, 12, 59),
  ];
  const days = [day(DAY, 5, 40), day(DAY + 1, 7, 30), day(DAY + 2, 6, 20), day(DAY + 3, 1, 10)];
  const byHour = new Array<number>(24).fill(0);
  byHour[3] = 5;
  byHour[12] = 20;
  expect(baselineOf(days.flat(), W).byHour).toEqual(byHour);
  expect(baselineOf(days.slice(0, 2).flat(), W).byHour).toBeUndefined();
});

describe("good days", () => {
  const dayOf = (day: number, requests: number, confirmed: number) =>
    hourOf(day * 24 + 12, { requests: { 0: requests }, confirmed: { 1: confirmed } });

  test("are the upper quartile of the days' shares, so that bad days do not lower it", () => {
    const good = [0, 1, 2, 3].map((i) => dayOf(DAY + i, 100, 80));
    const bad = [4, 5, 6, 7, 8].map((i) => dayOf(DAY + i, 100, 10));
    expect(baselineOf([...good, ...bad], W).goodDays).toBe(0.8);
    expect(baselineOf([...good.slice(2), ...bad], W).goodDays).toBe(0.1);
  });

  test("need thirty requests each, and three of them", () => {
    const days = (requests: number) => [0, 1, 2].map((i) => dayOf(DAY + i, requests, 20));
    expect(baselineOf(days(29), W).goodDays).toBeUndefined();
    expect(baselineOf(days(40), W).goodDays).toBe(0.5);
    expect(baselineOf(days(40).slice(1), W).goodDays).toBeUndefined();
    expect(baselineOf(days(10), W).goodDays).toBeUndefined();
  });

  test("never promise more than all", () => {
    expect(
      baselineOf(
        [0, 1, 2].map((i) => dayOf(DAY + i, 30, 60)),
        W,
      ).goodDays,
    ).toBe(1);
  });
});

describe("the worst day", () => {
  const dayOf = (day: number, confirmed: number, requests = 100) =>
    hourOf((DAY + day) * 24 + 12, { requests: { 0: requests }, confirmed: { 1: confirmed } });
  const usual = Array.from({ length: 13 }, (_, day) => dayOf(day, 80));
  const worstWith = (...others: readonly ReturnType<typeof dayOf>[]) => {
    const changed = new Set(others.map(({ hour }) => hour));
    return baselineOf([...usual.filter(({ hour }) => !changed.has(hour)), ...others], W).worstDay;
  };

  test("is the one on which the smallest share was confirmed", () => {
    expect(worstWith()).toBe(0.8);
    expect(worstWith(dayOf(0, 71), dayOf(5, 62))).toBe(0.62);
    expect(worstWith(dayOf(9, 62))).toBe(0.62);
  });

  test("is none of the latest three, on which an attack may just have begun", () => {
    expect(worstWith(dayOf(10, 5), dayOf(11, 5), dayOf(12, 5))).toBe(0.8);
  });

  test("is not known of fewer than ten days before those, with thirty requests each", () => {
    expect(baselineOf(usual.slice(1), W).worstDay).toBeUndefined();
    expect(worstWith(dayOf(4, 20, 29))).toBeUndefined();
    expect(worstWith(dayOf(4, 15, 30))).toBe(0.5);
  });
});

describe("the first requests of an entity", () => {
  const stores = () => ({ minutes: memoryMinuteStore(), baselines: memoryBaselineStore() });
  const hour = (day: number, requests: number, confirmed: number) =>
    hourOf(day * 24 + 12, { requests: { 0: requests }, confirmed: { 1: confirmed } });

  test("are the hours from the first on that hold two hundred, whatever comes later", async () => {
    const { minutes, baselines } = stores();
    const key = newMinuteKey();
    await minutes.add(key, hour(DAY - 5, 150, 10));
    expect(await firstRequests(key, DAY, { minutes, baselines })).toBeUndefined();
    await minutes.add(key, hour(DAY - 4, 100, 20));
    await minutes.add(key, hour(DAY - 3, 5000, 5000));
    const first = { requests: 250, confirmed: 30 };
    expect(await firstRequests(key, DAY, { minutes, baselines })).toMatchObject(first);
    await minutes.add(key, hour(DAY - 6, 200, 200));
    expect(await firstRequests(key, DAY + 9, { minutes, baselines })).toMatchObject(first);
  });
});
