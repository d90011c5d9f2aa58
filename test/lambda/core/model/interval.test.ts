import fc from "fast-check";
import { areOne, chains, place, type Interval } from "../../../../lambda/core/model/interval";

const interval = fc
  .tuple(fc.nat(300), fc.nat(30))
  .map(([fromMs, length]): Interval => ({ fromMs, toMs: fromMs + length }));

const whole = (item: Interval): Interval => item;

const hull = (items: readonly Interval[]): Interval => ({
  fromMs: Math.min(...items.map(({ fromMs }) => fromMs)),
  toMs: Math.max(...items.map(({ toMs }) => toMs)),
});

/** Chains by the definition: whoever is one with any member is in. */
function closure(items: readonly Interval[], gapMs: number): readonly Interval[] {
  let groups: Interval[][] = [];
  for (const item of items) {
    const touches = (group: readonly Interval[]): boolean =>
      group.some((other) => areOne(item, other, gapMs));
    const joined = groups.filter(touches).flat();
    groups = [...groups.filter((group) => !touches(group)), [...joined, item]];
  }
  return groups.map(hull).sort((a, b) => a.fromMs - b.fromMs);
}

test.each([
  [[0, 10], [20, 30], 10, true],
  [[0, 10], [20, 30], 9, false],
  [[20, 30], [0, 10], 10, true],
  [[20, 30], [0, 10], 9, false],
  [[0, 30], [10, 20], 0, true],
  [[0, 10], [10, 20], 0, true],
  [[0, 10], [11, 20], 0, false],
] as const)("%j and %j within %d are one: %s", (a, b, gapMs, expected) => {
  const [one, other] = [a, b].map(([fromMs, toMs]) => ({ fromMs, toMs }));
  expect(areOne(one!, other!, gapMs)).toBe(expected);
});

test("chains are what follows from joining whatever is one", () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 20 }), fc.nat(20), (items, gapMs) => {
      const found = chains(items, whole, gapMs);
      expect(found.map(hull)).toEqual(closure(items, gapMs));
      expect(found.flat()).toHaveLength(items.length);
    }),
  );
});

test("placing one after the other, in any order, gives the chains", () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 20 }), fc.nat(20), (items, gapMs) => {
      let standing: readonly Interval[] = [];
      for (const item of items) {
        const { joined, apart } = place(standing, whole, item, gapMs, () => false);
        standing = [...apart, hull([...joined, item])];
      }
      const sorted = [...standing].sort((a, b) => a.fromMs - b.fromMs);
      expect(sorted).toEqual(closure(items, gapMs));
    }),
  );
});

test("those that are joined come oldest first", () => {
  const standing = [
    { fromMs: 0, toMs: 1, age: 1 },
    { fromMs: 10, toMs: 11, age: 3 },
    { fromMs: 20, toMs: 21, age: 2 },
    { fromMs: 90, toMs: 91, age: 9 },
  ];
  const { joined, apart } = place(
    standing,
    whole,
    { fromMs: 5, toMs: 16 },
    4,
    (a, b) => (a as { age: number }).age > (b as { age: number }).age,
  );
  expect(joined).toEqual([standing[1], standing[2], standing[0]]);
  expect(apart).toEqual([standing[3]]);
});
