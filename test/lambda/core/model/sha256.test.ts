import { createHash } from "node:crypto";
import fc from "fast-check";
import { sha256 } from "../../../../lambda/core/model/sha256";

const hex = (words: Uint32Array): string =>
  Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");

test("agrees with Node's own SHA-256 for any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      expect(hex(sha256(text))).toBe(createHash("sha256").update(text).digest("hex"));
    }),
  );
});

test.each([0, 55, 56, 63, 64, 65, 119, 120, 1_000_000])("pads a text of %d bytes", (length) => {
  const text = "a".repeat(length);
  expect(hex(sha256(text))).toBe(createHash("sha256").update(text).digest("hex"));
});
