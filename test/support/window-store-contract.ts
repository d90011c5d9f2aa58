import {
  BUCKETS,
  NO_OVERFLOW,
  sizeOf,
  type WindowStore,
  type Chunk,
  type Cut,
  type Series,
  type WindowKey,
} from "../../lambda/core/counting/windows/window";
import type { Entity } from "../../lambda/core/model/rule";
import { encodeToken, type Token } from "../../lambda/core/counting/windows/token";

const ENTITY: Entity = { type: "ip", value: "192.0.2.1" };

let made = 0;

/** A key that no other test has used, as stores may outlive a test. */
const newKey = (known: Partial<WindowKey> = {}): WindowKey => ({
  scope: `contract-${made++}/live`,
  target: "client:app",
  spanMs: 60_000,
  entity: ENTITY,
  ...known,
});

const tokenAt = (offsetMs: number, id = `e${offsetMs}`): Token =>
  encodeToken(offsetMs, id, "aa", true);

const overflowIn = (bucket: number, count: number): readonly number[] =>
  NO_OVERFLOW.map((none, i) => (i === bucket ? count : none));

const series = (tokens: readonly Token[], known: Partial<Series> = {}): Series => ({
  tokens,
  overflow: NO_OVERFLOW,
  paidOverflow: 0,
  ...known,
});

const chunk = (
  index: number,
  hits: Readonly<Record<string, Series>>,
  texts: readonly string[] = [],
): Chunk => ({ index, series: hits, texts });

/** Sets have no order. */
const sorted = (chunks: readonly Chunk[]): readonly Chunk[] =>
  chunks.map(({ index, series: all, texts }) => ({
    index,
    series: Object.fromEntries(
      Object.entries(all).map(([name, each]) => [
        name,
        { ...each, tokens: [...each.tokens].sort(), overflow: [...each.overflow] },
      ]),
    ),
    texts: [...texts].sort(),
  }));

/** What every store of windows must do, whatever it is made of. */
export function windowStoreContract(
  name: string,
  create: () => WindowStore | Promise<WindowStore>,
): void {
  describe(`${name} as a store of windows`, () => {
    let store: WindowStore;
    beforeEach(async () => {
      store = await create();
    });
    const readAll = async (key: WindowKey): Promise<readonly Chunk[]> =>
      sorted(await store.read(key, 0, 100));

    test("what was never written is absent", async () => {
      expect(await store.read(newKey(), 0, 100)).toEqual([]);
    });

    test("what was added is read as it was", async () => {
      const key = newKey();
      const added = chunk(
        7,
        { r: series([tokenAt(1), tokenAt(2)], { overflow: overflowIn(3, 5), paidOverflow: 4 }) },
        ["cabc", "aabc"],
      );
      await store.add(key, added);
      expect(await readAll(key)).toEqual(sorted([added]));
    });

    test("adding is a union of tokens and of texts", async () => {
      const key = newKey();
      await store.add(key, chunk(7, { r: series([tokenAt(1), tokenAt(2)]) }, ["x", "y"]));
      await store.add(key, chunk(7, { r: series([tokenAt(2), tokenAt(3)]) }, ["y", "z"]));
      expect(await readAll(key)).toEqual([
        chunk(7, { r: series([tokenAt(1), tokenAt(2), tokenAt(3)]) }, ["x", "y", "z"]),
      ]);
    });

    test("adding the same again leaves the tokens and counts the overflow twice", async () => {
      const key = newKey();
      const overflowed = { overflow: overflowIn(15, 6), paidOverflow: 2, unsentOverflow: 3 };
      const added = chunk(7, { r: series([tokenAt(1)], overflowed) });
      await store.add(key, added);
      await store.add(key, added);
      const twice = { overflow: overflowIn(15, 12), paidOverflow: 4, unsentOverflow: 6 };
      expect(await readAll(key)).toEqual([chunk(7, { r: series([tokenAt(1)], twice) })]);
    });

    test("overflow is kept apart by sixteenth of the chunk", async () => {
      const key = newKey();
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        await store.add(
          key,
          chunk(7, { r: series([], { overflow: overflowIn(bucket, bucket + 1) }) }),
        );
      }
      const [read] = await store.read(key, 7, 7);
      expect(read?.series.r?.overflow).toEqual(NO_OVERFLOW.map((_, i) => i + 1));
    });

    test("a range is read with both its ends, in order, and without the missing", async () => {
      const key = newKey();
      for (const index of [12, 9, 30, 10, 2]) {
        await store.add(key, chunk(index, { r: series([tokenAt(index)]) }));
      }
      const indices = async (first: number, last: number): Promise<readonly number[]> =>
        (await store.read(key, first, last)).map(({ index }) => index);
      expect(await indices(9, 12)).toEqual([9, 10, 12]);
      expect(await indices(10, 10)).toEqual([10]);
      expect(await indices(0, 100)).toEqual([2, 9, 10, 12, 30]);
      expect(await indices(13, 29)).toEqual([]);
      expect(await indices(3, 8)).toEqual([]);
    });

    test("chunks of every length of number are in order", async () => {
      const key = newKey();
      const indices = [99, 100, 999_999, 1_000_000, 29_912_345, 178_900_000_000];
      for (const index of [...indices].reverse()) {
        await store.add(key, chunk(index, { r: series([tokenAt(1)]) }));
      }
      const ranges = [
        [99, 100],
        [999_999, 1_000_000],
        [29_912_345, 29_912_345],
        [178_899_999_999, 178_900_000_001],
      ] as const;
      const found: number[] = [];
      for (const [first, last] of ranges) {
        found.push(...(await store.read(key, first, last)).map(({ index }) => index));
      }
      expect(found).toEqual(indices);
    });

    test("what has been read does not change afterwards", async () => {
      const key = newKey();
      await store.add(key, chunk(7, { r: series([tokenAt(1)]) }, ["x"]));
      const before = await store.read(key, 7, 7);
      const copy = sorted(before);
      await store.add(key, chunk(7, { r: series([tokenAt(2)], { paidOverflow: 1 }) }, ["y"]));
      await store.forget(key, 7, ["x"]);
      expect(sorted(before)).toEqual(copy);
    });

    test("series of one chunk are kept apart", async () => {
      const key = newKey();
      await store.add(key, chunk(7, { r: series([tokenAt(1)]), "r~": series([tokenAt(2)]) }));
      await store.add(key, chunk(7, { s: series([tokenAt(1)], { paidOverflow: 3 }) }));
      expect(await readAll(key)).toEqual([
        chunk(7, {
          r: series([tokenAt(1)]),
          "r~": series([tokenAt(2)]),
          s: series([tokenAt(1)], { paidOverflow: 3 }),
        }),
      ]);
    });

    test("keys that differ in one part only never meet", async () => {
      const key = newKey();
      const others: readonly WindowKey[] = [
        { ...key, scope: `${key.scope}x` },
        { ...key, target: "client:other" },
        { ...key, spanMs: 300_000 },
        { ...key, entity: { ...ENTITY, type: "network" } },
        { ...key, entity: { ...ENTITY, value: "192.0.2.2" } },
        { ...key, scope: `${key.scope}#client:app`, target: "" },
        { ...key, target: 'client:app"' },
      ];
      for (const [i, other] of [key, ...others].entries()) {
        await store.add(other, chunk(7, { r: series([tokenAt(i)]) }));
      }
      for (const [i, other] of [key, ...others].entries()) {
        expect(await readAll(other)).toEqual([chunk(7, { r: series([tokenAt(i)]) })]);
      }
    });

    test("odd and long parts of a key are taken as they are", async () => {
      const values = ["", " ", "#", "a#b", "\u0000", "ü", "☎", "x".repeat(5000), "x".repeat(5001)];
      const key = newKey();
      const keyOf = (value: string): WindowKey => ({
        ...key,
        entity: { type: "user-agent", value },
      });
      for (const [i, value] of values.entries()) {
        await store.add(keyOf(value), chunk(7, { r: series([tokenAt(i)]) }));
      }
      for (const [i, value] of values.entries()) {
        expect(await readAll(keyOf(value))).toEqual([chunk(7, { r: series([tokenAt(i)]) })]);
      }
    });

    const SEEN = overflowIn(2, 3);
    const STORED = [tokenAt(1), tokenAt(2), tokenAt(3)];
    const CUT: Cut = {
      index: 7,
      series: "r",
      seen: SEEN,
      tokens: [tokenAt(2)],
      overflow: overflowIn(4, 1),
      paidOverflow: 1,
      unsentOverflow: 1,
    };

    async function withOverflow(): Promise<WindowKey> {
      const key = newKey();
      const hits = series(STORED, { overflow: SEEN, paidOverflow: 2 });
      await store.add(key, chunk(7, { r: hits, "r~": hits }, ["x"]));
      return key;
    }

    test("a cut moves exactly its tokens into the overflow of its series", async () => {
      const key = await withOverflow();
      await store.cut(key, CUT);
      const hits = series(STORED, { overflow: SEEN, paidOverflow: 2 });
      const overflow = SEEN.map((count, i) => count + (i === 4 ? 1 : 0));
      const cut = series([tokenAt(1), tokenAt(3)], {
        overflow,
        paidOverflow: 3,
        unsentOverflow: 1,
      });
      expect(await readAll(key)).toEqual([chunk(7, { r: cut, "r~": hits }, ["x"])]);
    });

    test("a cut is refused once the overflow is not as it was seen", async () => {
      const key = await withOverflow();
      await store.add(key, chunk(7, { r: series([], { overflow: overflowIn(9, 1) }) }));
      const before = await readAll(key);
      await store.cut(key, CUT);
      expect(await readAll(key)).toEqual(before);
    });

    test("of two cuts that saw the same, one takes place", async () => {
      const key = await withOverflow();
      await Promise.all([store.cut(key, CUT), store.cut(key, CUT)]);
      const [read] = await store.read(key, 7, 7);
      expect(sizeOf(read!.series.r!)).toBe(6);
    });

    test("tokens that were added after the read survive a cut", async () => {
      const key = await withOverflow();
      await store.add(key, chunk(7, { r: series([tokenAt(2, "late")]) }));
      await store.cut(key, CUT);
      const [read] = sorted(await store.read(key, 7, 7));
      const expected = [tokenAt(1), tokenAt(2, "late"), tokenAt(3)];
      expect(read?.series.r?.tokens).toEqual(expected.sort());
    });

    test("a first cut takes place where nothing has overflowed yet", async () => {
      const key = newKey();
      await store.add(key, chunk(7, { r: series(STORED) }));
      await store.cut(key, { ...CUT, seen: NO_OVERFLOW });
      const cut = series([tokenAt(1), tokenAt(3)], {
        overflow: overflowIn(4, 1),
        paidOverflow: 1,
        unsentOverflow: 1,
      });
      expect(await readAll(key)).toEqual([chunk(7, { r: cut })]);
    });

    test("forgetting takes texts away and nothing else", async () => {
      const key = newKey();
      await store.add(key, chunk(7, { r: series([tokenAt(1)]) }, ["x", "y", "z"]));
      await store.add(key, chunk(8, { r: series([tokenAt(1)]) }, ["x"]));
      await store.forget(key, 7, ["x", "z", "never there"]);
      expect(await readAll(key)).toEqual([
        chunk(7, { r: series([tokenAt(1)]) }, ["y"]),
        chunk(8, { r: series([tokenAt(1)]) }, ["x"]),
      ]);
    });

    test("many at once lose nothing", async () => {
      const key = newKey();
      const offsets = Array.from({ length: 40 }, (_, i) => i);
      const overflow = overflowIn(1, 1);
      await Promise.all(
        offsets.map((offset) =>
          store.add(
            key,
            chunk(7, { r: series([tokenAt(offset), tokenAt(offset + 1)], { overflow }) }, [
              `t${offset}`,
            ]),
          ),
        ),
      );
      const [read] = await store.read(key, 7, 7);
      expect(read?.series.r?.tokens).toHaveLength(41);
      expect(read?.series.r?.overflow).toEqual(overflowIn(1, 40));
      expect(read?.texts).toHaveLength(40);
    });
  });
}
