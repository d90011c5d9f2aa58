import {
  memoryBaselineStore,
  memoryMinuteStore,
} from "../../../../../lambda/adapters/memory/counting";
import {
  exceedsOwnVolume,
  volumesAround,
} from "../../../../../lambda/core/counting/minutes/own-volume";
import { sumsOf } from "../../../../../lambda/core/counting/minutes/sums";
import { parseConfig } from "../../../../../lambda/core/model/config";
import { MINUTE_MS } from "../../../../../lambda/core/model/time";
import { hourOf, newMinuteKey } from "../../../../support/minute-store-contract";
import { ruleOf } from "../../../../support/observations";

const DAY = 20_774;
const NOON = DAY * 24 + 12;
/** The last minute of the hour. */
const MINUTE = NOON * 60 + 59;

const LIMITS = { times: 1.5, timesOfAll: 3 };
const FLOOR = 20;

const flat = (perHour: number): number[] => new Array<number>(24).fill(perHour);

const minutes = (count: number, each: number): Record<number, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [59 - i, each]));

/** Whether so many in each of the last minutes exceed what is usual: of new addresses, and in all. */
const exceeds = (
  length: number,
  [added, all]: readonly [number, number],
  byHour: readonly number[],
): boolean =>
  exceedsOwnVolume(
    LIMITS,
    FLOOR,
    sumsOf([hourOf(NOON, { requests: minutes(length, added) })]),
    { sums: sumsOf([hourOf(NOON, { requests: minutes(length, all) })]), byHour },
    MINUTE,
  );

test("a move that sends what was sent before is explained in every span", () => {
  expect(exceeds(60, [10, 10], flat(600))).toBe(false);
  expect(exceeds(60, [13, 23], flat(600))).toBe(false);
});

test("a flood shows in its first minute, beyond what chance adds to one and a half times", () => {
  // 1.5 x 10 and 4.5 roots of it: 32.4.
  expect(exceeds(1, [32, 32], flat(600))).toBe(false);
  expect(exceeds(1, [33, 33], flat(600))).toBe(true);
});

test("what is slower shows in an hour", () => {
  // 1.5 x 600 and 4.5 roots of it: 1,035; in a minute 17 are less than the floor.
  expect(exceeds(60, [17, 17], flat(600))).toBe(false);
  expect(exceeds(60, [18, 18], flat(600))).toBe(true);
});

test("few new addresses are no excuse for far more in all", () => {
  // 3 x 600 and 4.5 roots of it: 1,991.
  expect(exceeds(60, [1, 33], flat(600))).toBe(false);
  expect(exceeds(60, [1, 34], flat(600))).toBe(true);
});

test("nothing below the floor counts, whatever is usual", () => {
  expect(exceeds(1, [20, 20], flat(0))).toBe(false);
  expect(exceeds(1, [21, 21], flat(0))).toBe(true);
  expect(exceeds(1, [0, 21], flat(0))).toBe(true);
});

test("the hours beside are as usual as the own, others are not, not even across midnight", () => {
  const only = (hour: number): number[] => flat(0).map((_, each) => (each === hour ? 600 : 0));
  for (const hour of [11, 12, 13]) expect(exceeds(1, [30, 30], only(hour))).toBe(false);
  for (const hour of [10, 14]) expect(exceeds(1, [30, 30], only(hour))).toBe(true);
  const atMidnight = (hour: number) =>
    exceedsOwnVolume(
      LIMITS,
      FLOOR,
      sumsOf([hourOf(DAY * 24, { requests: { 0: 30 } })]),
      { sums: sumsOf([]), byHour: only(hour) },
      DAY * 1440,
    );
  expect([22, 23, 0, 1, 2].map(atMidnight)).toEqual([true, false, false, false, true]);
});

describe("what an entity sends in all", () => {
  const volume = { kind: "volume", threshold: 50, windowMs: 5 * MINUTE_MS, times: 3 } as const;
  const whole = ruleOf(volume, { id: "test-all" });
  const part = ruleOf(volume, { id: "test-part", partOf: "test-all" });

  async function around(days: number, rules = [whole, part]) {
    const key = { ...newMinuteKey(), ruleId: "test-part" };
    const store = memoryMinuteStore();
    const all = { ...key, ruleId: "test-all" };
    for (let day = 1; day <= days; day++) {
      await store.add(all, hourOf(NOON - day * 24, { requests: { 5: 40 } }));
    }
    await store.add(all, hourOf(NOON, { requests: { 59: 7 } }));
    await store.add(key, hourOf(NOON, { requests: { 59: 1000 } }));
    const deps = {
      rules,
      config: parseConfig({}),
      minutes: store,
      baselines: memoryBaselineStore(),
    };
    return volumesAround(key, part, [MINUTE], deps);
  }

  test("is what the rule counts that it is a part of, with its own past", async () => {
    const volumes = await around(3);
    expect(volumes?.sums.requests(MINUTE, MINUTE)).toBe(7);
    expect(volumes?.byHour[12]).toBe(40);
    expect(volumes?.byHour[13]).toBe(0);
  });

  test("is not known before three days, nor where no rule counts it", async () => {
    expect(await around(2)).toBeUndefined();
    expect(await around(3, [part])).toBeUndefined();
  });
});
