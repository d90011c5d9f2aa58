import type { CountKey } from "../../lambda/core/model/rule";
import type { Baseline, BaselineStore } from "../../lambda/core/counting/minutes/baseline";
import {
  type COUNTS,
  noCounts,
  type HourCounts,
  type MinuteStore,
} from "../../lambda/core/counting/minutes/minute-count";
import type { LearningStore } from "../../lambda/core/counting/learning";

let made = 0;
const newScope = (): string => `minutes-${made++}/live`;

/** A key that no other test has used, as stores may outlive a test. */
export const newMinuteKey = (known: Partial<CountKey> = {}): CountKey => ({
  scope: newScope(),
  target: "client:app",
  ruleId: "test-volume",
  entity: { type: "app-client", value: "app" },
  ...known,
});

/** Keys of which each differs from the first in one part only. */
function alike(): readonly CountKey[] {
  const key = newMinuteKey();
  return [
    key,
    { ...key, scope: `${key.scope}x` },
    { ...key, target: "client:other" },
    { ...key, ruleId: "test-other" },
    { ...key, entity: { ...key.entity, type: "user-pool" } },
    { ...key, entity: { ...key.entity, value: "other" } },
    { ...key, entity: { ...key.entity, value: "a#b ☎ \u0000" } },
    { ...key, entity: { ...key.entity, value: "x".repeat(3000) } },
    { ...key, entity: { ...key.entity, value: "x".repeat(3001) } },
  ];
}

type Counted = (typeof COUNTS)[number];
type Some = Partial<Record<Counted, Readonly<Record<number, number>>>>;

/** Sums of an hour of which only some minutes are not zero. */
export function hourOf(hour: number, some: Some = {}): HourCounts {
  const list = (counts: Readonly<Record<number, number>> = {}): number[] =>
    noCounts().map((none, minute) => counts[minute] ?? none);
  return {
    hour,
    requests: list(some.requests),
    confirmed: list(some.confirmed),
    paid: list(some.paid),
    unsent: list(some.unsent),
  };
}

/** What every store of minute sums must do, whatever it is made of. */
export function minuteStoreContract(name: string, create: () => MinuteStore): void {
  describe(`${name} as a store of minute sums`, () => {
    let store: MinuteStore;
    beforeEach(() => {
      store = create();
    });

    test("what was never written is absent", async () => {
      expect(await store.read(newMinuteKey(), 0, 1_000_000)).toEqual([]);
    });

    test("what was added is read as it was", async () => {
      const key = newMinuteKey();
      const added = hourOf(494_000, {
        requests: { 0: 3, 59: 1 },
        confirmed: { 7: 2 },
        paid: { 0: 3 },
        unsent: { 59: 1 },
      });
      await store.add(key, added);
      expect(await store.read(key, 494_000, 494_000)).toEqual([added]);
    });

    test("an hour in which every minute counts everything is taken whole", async () => {
      const key = newMinuteKey();
      const counts = noCounts().map((_, minute) => minute + 1);
      const backwards = [...counts].reverse();
      const full = {
        hour: 7,
        requests: counts,
        confirmed: backwards,
        paid: counts,
        unsent: backwards,
      };
      await store.add(key, full);
      expect(await store.read(key, 7, 7)).toEqual([full]);
    });

    test("each addition is added to what stands there, the same one too", async () => {
      const key = newMinuteKey();
      const first = hourOf(7, { requests: { 1: 2, 2: 5 }, paid: { 1: 1 }, unsent: { 2: 3 } });
      await store.add(key, first);
      await store.add(key, first);
      await store.add(key, hourOf(7, { requests: { 2: 1 }, confirmed: { 1: 4 } }));
      expect(await store.read(key, 7, 7)).toEqual([
        hourOf(7, {
          requests: { 1: 4, 2: 11 },
          confirmed: { 1: 4 },
          paid: { 1: 2 },
          unsent: { 2: 6 },
        }),
      ]);
    });

    test("an addition of nothing changes no sum", async () => {
      const key = newMinuteKey();
      await store.add(key, hourOf(7, { requests: { 1: 2 } }));
      await store.add(key, hourOf(7));
      expect(await store.read(key, 7, 7)).toEqual([hourOf(7, { requests: { 1: 2 } })]);
    });

    test("a range is read with both its ends, in order, and without the missing", async () => {
      const key = newMinuteKey();
      for (const hour of [12, 9, 300, 10, 2])
        await store.add(key, hourOf(hour, { paid: { 0: 1 } }));
      const hours = async (first: number, last: number): Promise<readonly number[]> =>
        (await store.read(key, first, last)).map(({ hour }) => hour);
      expect(await hours(9, 12)).toEqual([9, 10, 12]);
      expect(await hours(10, 10)).toEqual([10]);
      expect(await hours(0, 1000)).toEqual([2, 9, 10, 12, 300]);
      expect(await hours(13, 299)).toEqual([]);
    });

    test("what has been read does not change afterwards", async () => {
      const key = newMinuteKey();
      await store.add(key, hourOf(7, { requests: { 1: 2 } }));
      const before = await store.read(key, 7, 7);
      await store.add(key, hourOf(7, { requests: { 1: 2 } }));
      expect(before).toEqual([hourOf(7, { requests: { 1: 2 } })]);
    });

    test("what was added does not change with its giver's lists", async () => {
      const key = newMinuteKey();
      const requests = noCounts();
      requests[3] = 1;
      await store.add(key, { ...hourOf(7), requests });
      requests[3] = 9;
      expect(await store.read(key, 7, 7)).toEqual([hourOf(7, { requests: { 3: 1 } })]);
    });

    test("keys that differ in one part only never meet", async () => {
      const keys = alike();
      for (const [i, key] of keys.entries())
        await store.add(key, hourOf(7, { requests: { 0: i + 1 } }));
      for (const [i, key] of keys.entries()) {
        expect(await store.read(key, 7, 7)).toEqual([hourOf(7, { requests: { 0: i + 1 } })]);
      }
    });

    test("many at once lose nothing", async () => {
      const key = newMinuteKey();
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          store.add(key, hourOf(7, { requests: { 0: 1, [i]: 1 }, confirmed: { 5: 2 } })),
        ),
      );
      const [read] = await store.read(key, 7, 7);
      expect(read?.requests[0]).toBe(40);
      expect(read?.requests.slice(1, 40)).toEqual(new Array(39).fill(1));
      expect(read?.confirmed[5]).toBe(80);
    });
  });
}

export const BASELINE: Baseline = { days: 9, peak: 120, requests: 9000, confirmed: 7000 };

/** What every store of baselines must do, whatever it is made of. */
export function baselineStoreContract(name: string, create: () => BaselineStore): void {
  describe(`${name} as a store of baselines`, () => {
    let store: BaselineStore;
    beforeEach(() => {
      store = create();
    });

    test("a day that nobody has judged has none", async () => {
      expect(await store.read(newMinuteKey(), 20_774)).toBeUndefined();
    });

    test("what is kept is read as it was, for its own day alone", async () => {
      const key = newMinuteKey();
      expect(await store.keep(key, 20_774, BASELINE)).toEqual(BASELINE);
      expect(await store.read(key, 20_774)).toEqual(BASELINE);
      expect(await store.read(key, 20_775)).toBeUndefined();
    });

    test("a baseline without a peak is one all the same", async () => {
      const key = newMinuteKey();
      const young: Baseline = { days: 2, requests: 40, confirmed: 3 };
      await store.keep(key, 20_774, young);
      expect(await store.read(key, 20_774)).toEqual(young);
    });

    test("the first to keep it wins, and the others are told what is stored", async () => {
      const key = newMinuteKey();
      await store.keep(key, 20_774, BASELINE);
      expect(await store.keep(key, 20_774, { ...BASELINE, peak: 1 })).toEqual(BASELINE);
      expect(await store.read(key, 20_774)).toEqual(BASELINE);
    });

    test("of many at once all go away with the same one", async () => {
      const key = newMinuteKey();
      const kept = await Promise.all(
        Array.from({ length: 12 }, (_, i) => store.keep(key, 20_774, { ...BASELINE, peak: i })),
      );
      const stored = await store.read(key, 20_774);
      for (const each of kept) expect(each).toEqual(stored);
    });

    test("keys that differ in one part only never meet", async () => {
      const keys = alike();
      for (const [i, key] of keys.entries()) await store.keep(key, 7, { ...BASELINE, peak: i });
      for (const [i, key] of keys.entries()) {
        expect(await store.read(key, 7)).toEqual({ ...BASELINE, peak: i });
      }
    });
  });
}

/** What every store of first records must do, whatever it is made of. */
export function learningStoreContract(name: string, create: () => LearningStore): void {
  describe(`${name} as a store of first records`, () => {
    let store: LearningStore;
    let scope: string;
    beforeEach(() => {
      store = create();
      scope = newScope();
    });

    test("the first record of an account is the first", async () => {
      expect(await store.firstSeen(scope, 5000)).toBe(5000);
    });

    test("later records change nothing, an earlier one that comes late does", async () => {
      await store.firstSeen(scope, 5000);
      expect(await store.firstSeen(scope, 7000)).toBe(5000);
      expect(await store.firstSeen(scope, 3000)).toBe(3000);
      expect(await store.firstSeen(scope, 4000)).toBe(3000);
      expect(await store.firstSeen(scope, 3000)).toBe(3000);
    });

    test("each account has its own", async () => {
      await store.firstSeen(scope, 1000);
      expect(await store.firstSeen(`${scope}x`, 6000)).toBe(6000);
      expect(await store.firstSeen(scope, 9000)).toBe(1000);
    });

    test("of many at once the earliest stays", async () => {
      const times = [9000, 4000, 7000, 2000, 8000, 3000, 6000, 5000];
      const answers = await Promise.all(times.map((at) => store.firstSeen(scope, at)));
      for (const [i, first] of answers.entries()) expect(first).toBeLessThanOrEqual(times[i]!);
      expect(await store.firstSeen(scope, 10_000)).toBe(2000);
    });
  });
}
