import { createHmac } from "node:crypto";
import fc from "fast-check";
import {
  fixedWidth,
  fromFixedWidth,
  hash53,
  shortHash,
  stableId,
  pseudonymsBy,
} from "../../../../lambda/core/model/hash";
import { runs } from "../../../support/runs";

test("numbers of a fixed width come back and sort as the numbers do", () => {
  const number = fc.nat(64 ** 5 - 1);
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [textA, textB] = [fixedWidth(a, 5), fixedWidth(b, 5)];
      expect(fromFixedWidth(textA)).toBe(a);
      expect(textA).toHaveLength(5);
      expect(Math.sign(Number(textA > textB) - Number(textA < textB))).toBe(Math.sign(a - b));
    }),
  );
});

test.each([
  [0, 3, "---"],
  [1, 3, "--0"],
  [63, 3, "--z"],
  [64, 3, "-0-"],
  [64 ** 3 - 1, 3, "zzz"],
])("%d in %d digits is %s", (value, width, text) => {
  expect(fixedWidth(value, width)).toBe(text);
});

test("a hash is a whole number of at most 53 bits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(), (text, seed) => {
      const hash = hash53(text, seed);
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
      expect(hash53(text, seed)).toBe(hash);
    }),
  );
});

test("texts that differ little have hashes that differ much", () => {
  const hashes = Array.from({ length: 50_000 }, (_, i) => hash53(`192.0.2.${i}`));
  expect(new Set(hashes).size).toBe(hashes.length);
  const buckets = new Array<number>(64).fill(0);
  for (const hash of hashes) buckets[Math.floor((hash / 2 ** 53) * 64)]! += 1;
  for (const size of buckets) expect(Math.abs(size - 50_000 / 64)).toBeLessThan(150);
});

test("every bit of a hash is set about half of the time", () => {
  const hashes = Array.from({ length: 4000 }, (_, i) => hash53(`event ${i}`));
  for (let bit = 0; bit < 53; bit++) {
    const set = hashes.filter((hash) => Math.floor(hash / 2 ** bit) % 2 === 1).length;
    expect(Math.abs(set - 2000)).toBeLessThan(200);
  }
});

test("a seed makes another hash of it", () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => hash53("text", seed));
  expect(new Set(seeds).size).toBe(100);
});

test("short hashes of 36 bits keep a hundred thousand ids apart but for chance", () => {
  const ids = Array.from({ length: runs(100_000) }, (_, i) => shortHash(`id ${i}`, 6));
  expect(ids.every((id) => id.length === 6)).toBe(true);
  expect(new Set(ids).size).toBeGreaterThanOrEqual(ids.length - 3);
});

test("an identifier has 20 letters and digits that nobody mixes up", () => {
  const ids = Array.from({ length: 2000 }, (_, i) => stableId(`finding ${i}`));
  for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(stableId("finding 7")).toBe(ids[7]);
});

test("every place of an identifier takes every letter", () => {
  const ids = Array.from({ length: 3000 }, (_, i) => stableId(`${i}`));
  for (let place = 0; place < 20; place++) {
    expect(new Set(ids.map((id) => id[place])).size).toBe(32);
  }
});

describe("a pseudonym", () => {
  const named = pseudonymsBy("a key");

  it("is HMAC-SHA256 of purpose and text, in 22 characters", () => {
    const digest = createHmac("sha256", "a key").update('["subject","ann"]').digest("base64url");
    expect(named("subject", "ann")).toBe(digest.slice(0, 22));
  });

  it("is another for another key, purpose or text, wherever one ends and the next begins", () => {
    const others = [
      pseudonymsBy("another key")("subject", "ann"),
      named("number", "ann"),
      named("subject", "bob"),
      named("subjecta", "nn"),
      named('subject","ann', ""),
    ];
    expect(new Set([named("subject", "ann"), ...others]).size).toBe(6);
  });
});
