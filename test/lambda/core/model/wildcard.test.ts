import fc from "fast-check";
import { likeAny } from "../../../../lambda/core/model/wildcard";
import { runs } from "../../../support/runs";

const fold = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

/** The pattern as a regular expression over text whose ASCII letters are small. */
const asRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${fold(pattern)
      .split("*")
      .map((piece) => piece.replace(/[.\\+?^${}()|[\]/-]/g, "\\$&"))
      .join("[^]*")}$`,
  );

const piece = fc.string({
  unit: fc.constantFrom("a", "A", "b", "B", "/", ".", "?", "[", "\n", "ſ", "K", "é", "É"),
  maxLength: 6,
});
const pattern = fc
  .array(fc.oneof(piece, fc.constant("*")), { maxLength: 6 })
  .map((p) => p.join(""));

test("a pattern means what the regular expression with [^]* for each star means", () => {
  fc.assert(
    fc.property(pattern, piece, fc.array(piece, { maxLength: 4 }), (wanted, text, more) => {
      const value = [text, ...more].join("");
      expect(likeAny([wanted])([value])).toBe(asRegExp(wanted).test(fold(value)));
    }),
    { numRuns: runs(2000) },
  );
});

test("a text made from the pattern matches it, whatever stands in for the stars", () => {
  fc.assert(
    fc.property(pattern, fc.array(piece, { maxLength: 6 }), (wanted, fillings) => {
      let i = 0;
      const text = wanted.replaceAll("*", () => fillings[i++] ?? "");
      expect(likeAny([wanted])([text])).toBe(true);
    }),
  );
});

test.each([
  ["*/otp*", "/OTP", true],
  ["*/otp*", "/api/Otp/send", true],
  ["*/otp*", "/send-otp", false],
  ["*/otp*", "line one\n/otp\r\nline three", true],
  ["*phone*", "xPHONEx", true],
  ["a*b*a", "aba", true],
  ["a*a", "a", false],
  ["ab*ba", "aba", false],
  ["*", "", true],
  ["**", "x", true],
  ["", "", true],
  ["", "x", false],
  ["sms.example", "smsXexample", false],
])("%j is like %j: %s", (wanted, text, isLike) => {
  expect(likeAny([wanted])([text])).toBe(isLike);
});

test("case folds for ASCII letters only", () => {
  expect(likeAny(["*/sms*"])(["/\u017fms"])).toBe(false);
  expect(likeAny(["*/k*"])(["/\u212a"])).toBe(false);
  expect(likeAny(["é"])(["É"])).toBe(false);
});

test("any value and any pattern will do, and no value is like nothing", () => {
  const isCode = likeAny(["*/otp*", "*/sms*"]);
  expect(isCode(["/home", "/sms"])).toBe(true);
  expect(isCode(["/home", "/about"])).toBe(false);
  expect(isCode([])).toBe(false);
});

test("a pattern of many stars does not take longer than the text is long", () => {
  const isLike = likeAny([`${"*a".repeat(50)}*b`]);
  const started = performance.now();
  expect(isLike(["a".repeat(100_000)])).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
