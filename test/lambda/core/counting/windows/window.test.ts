import fc from "fast-check";
import {
  encodeToken,
  isPaid,
  offsetOf,
  type Token,
} from "../../../../../lambda/core/counting/windows/token";
import {
  addition,
  BUCKETS,
  cutOf,
  EMPTY_SERIES,
  overflowOf,
  sizeOf,
  type Chunk,
} from "../../../../../lambda/core/counting/windows/window";

const SPAN = 1600;

const tokensAt = (offsets: readonly number[]): readonly Token[] =>
  offsets.map((offset, i) => encodeToken(offset, `e${i}`, "aa", i % 2 === 0));

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const chunkOf = (tokens: readonly Token[], overflow = EMPTY_SERIES.overflow): Chunk => ({
  index: 7,
  series: { r: { tokens, overflow, paidOverflow: 0 } },
  texts: [],
});

test("a batch of up to twice what is kept is stored whole", () => {
  const tokens = tokensAt(upTo(6));
  expect(addition(tokens, 3, SPAN)).toEqual({ ...EMPTY_SERIES, tokens });
});

test("of a larger batch the earliest and the latest are stored and the rest counted", () => {
  const tokens = tokensAt([0, 1, 2, 100, 199, 200, 1500, 1598, 1599]);
  const { tokens: kept, overflow, paidOverflow } = addition([...tokens].reverse(), 3, SPAN);
  expect(kept).toEqual([...tokens.slice(0, 3), ...tokens.slice(-3)]);
  expect(overflow).toEqual([0, 2, 1, ...Array.from({ length: 13 }, () => 0)]);
  expect(paidOverflow).toBe(1);
});

test("between the earliest and the latest some are stored, evenly spaced, and none is lost", () => {
  const tokens = tokensAt(upTo(1600));
  const added = addition([...tokens].reverse(), 100, SPAN, 100);
  expect(added.tokens).toHaveLength(300);
  expect(sizeOf(added)).toBe(1600);
  expect(added.tokens.slice(0, 100)).toEqual(tokens.slice(0, 100));
  expect(added.tokens.slice(-100)).toEqual(tokens.slice(-100));
  const apart = added.tokens
    .slice(1)
    .map((token, i) => offsetOf(token) - offsetOf(added.tokens[i]!));
  expect(Math.max(...apart)).toBe(14);
});

test("an event that is twice in a batch is counted once", () => {
  const tokens = tokensAt(upTo(9));
  expect(sizeOf(addition([...tokens, ...tokens], 2, SPAN))).toBe(9);
  expect(addition([...tokens, ...tokens], 2, SPAN)).toEqual(addition(tokens, 2, SPAN));
});

test("nothing is lost by what is counted only", () => {
  const offsets = fc.uniqueArray(fc.nat(SPAN - 1), { maxLength: 60 });
  fc.assert(
    fc.property(offsets, fc.integer({ min: 1, max: 5 }), (given, keep) => {
      const tokens = tokensAt(given);
      const added = addition(tokens, keep, SPAN);
      expect(sizeOf(added)).toBe(tokens.length);
      expect(added.tokens.filter(isPaid).length + added.paidOverflow).toBe(
        tokens.filter(isPaid).length,
      );
      expect(added.tokens.length).toBeLessThanOrEqual(2 * keep);
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const isIn = (token: Token): boolean => Math.floor(offsetOf(token) / 100) === bucket;
        const hidden = tokens.filter((token) => isIn(token) && !added.tokens.includes(token));
        expect(added.overflow[bucket]).toBe(hidden.length);
      }
    }),
  );
});

test("a series is cut once it stores more than four times what is kept", () => {
  expect(cutOf(chunkOf(tokensAt(upTo(12))), "r", 3, SPAN)).toBeUndefined();
  expect(cutOf(chunkOf(tokensAt(upTo(13))), "r", 3, SPAN)?.tokens).toHaveLength(7);
  expect(cutOf(chunkOf([]), "other", 3, SPAN)).toBeUndefined();
});

test("a cut leaves the earliest and the latest and says what it saw", () => {
  const tokens = tokensAt(upTo(20));
  const seen = EMPTY_SERIES.overflow.map((_, i) => i);
  const cut = cutOf(chunkOf([...tokens].reverse(), seen), "r", 3, SPAN);
  expect(cut).toEqual({
    index: 7,
    series: "r",
    seen,
    tokens: tokens.slice(3, -3),
    overflow: [14, ...Array.from({ length: 15 }, () => 0)],
    paidOverflow: 7,
  });
});

test("overflow and size are sums", () => {
  const series = { tokens: tokensAt([1, 2]), overflow: [3, 4], paidOverflow: 1 };
  expect(overflowOf(series)).toBe(7);
  expect(sizeOf(series)).toBe(9);
  expect(sizeOf(EMPTY_SERIES)).toBe(0);
});
