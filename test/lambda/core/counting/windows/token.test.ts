import fc from "fast-check";
import {
  aboutSubject,
  encodeToken,
  isPaid,
  isUnsent,
  offsetOf,
  oneForEachEvent,
  subjectClassOf,
  tagOf,
} from "../../../../../lambda/core/counting/windows/token";
import { DAY_MS } from "../../../../../lambda/core/model/time";

const part = {
  offset: fc.nat(DAY_MS - 1),
  id: fc.string(),
  tag: fc.constantFrom("--", "0z", "zz"),
  paid: fc.boolean(),
};

test("a token has 14 characters and gives back what was put in", () => {
  fc.assert(
    fc.property(part.offset, part.id, part.tag, part.paid, (offset, id, tag, paid) => {
      const token = encodeToken(offset, id, tag, paid);
      expect(token).toMatch(/^[-\w]{14}$/);
      expect([offsetOf(token), tagOf(token), isPaid(token)]).toEqual([offset, tag, paid]);
    }),
  );
});

test("tokens sort as text in the order of their time", () => {
  fc.assert(
    fc.property(part.offset, part.offset, part.id, part.id, (a, b, idA, idB) => {
      fc.pre(a !== b);
      const [first, second] = [encodeToken(a, idA, "zz", true), encodeToken(b, idB, "--", false)];
      expect(first < second).toBe(a < b);
      expect([first, second].sort()[0]).toBe(a < b ? first : second);
    }),
  );
});

test("the same event makes the same token and other events of its millisecond others", () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `event-${i}`);
  const tokens = new Set([...ids, ...ids].map((id) => encodeToken(12_345, id, "aa", false)));
  expect(tokens.size).toBe(ids.length);
});

test("the longest window that can be configured fits into a token", () => {
  expect(offsetOf(encodeToken(DAY_MS - 1, "e", "aa", true))).toBe(DAY_MS - 1);
});

test("a token knows its subject's class beside its fate, and old tokens know none", () => {
  for (const [paid, unsent] of [
    [true, false],
    [false, true],
    [false, false],
  ] as const) {
    const token = encodeToken(12_345, "e", "aa", paid, unsent);
    expect(subjectClassOf(token)).toBe(0);
    expect(aboutSubject(token, undefined)).toBe(token);
    const classes = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const about = aboutSubject(token, `subject-${i}`);
      expect(about).toMatch(/^[-\w]{14}$/);
      expect([isPaid(about), isUnsent(about), tagOf(about)]).toEqual([paid, unsent, "aa"]);
      expect(aboutSubject(token, `subject-${i}`)).toBe(about);
      classes.add(subjectClassOf(about));
    }
    expect([...classes].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  }
});

describe("of two tokens of one event", () => {
  const plain = encodeToken(1000, "event", "aa", true);
  const told = aboutSubject(plain, "somebody");

  test("the one that tells its subject is kept", () => {
    expect(oneForEachEvent([plain, told])).toEqual([told]);
    expect(oneForEachEvent([told, plain])).toEqual([told]);
  });

  test("both are kept where they are of two events", () => {
    const other = encodeToken(1000, "other", "aa", true);
    const later = encodeToken(1001, "event", "aa", true);
    expect(oneForEachEvent([told, other, later])).toEqual([told, other, later]);
  });
});
