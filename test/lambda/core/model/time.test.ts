import fc from "fast-check";
import {
  DAY_MS,
  dayOf,
  isoUtc,
  parseAnyInstant,
  parseInstant,
} from "../../../../lambda/core/model/time";
import { runs } from "../../../support/runs";

const AT = Date.UTC(2026, 10, 30, 22, 0, 5);

test.each([
  ["2026-11-30T22:00:05Z", 0],
  ["2026-11-30t22:00:05z", 0],
  ["2026-11-30 22:00:05", 0],
  ["2026-11-30T22:00:05", 0],
  ["2026-11-30T22:00:05+00:00", 0],
  ["2026-11-30T23:00:05+01:00", 0],
  ["2026-11-30T23:00:05+0100", 0],
  ["2026-11-30T16:30:05-05:30", 0],
  ["2026-12-01T00:00:05+02:00", 0],
  ["2026-11-30T22:00:05.1Z", 100],
  ["2026-11-30T22:00:05.12Z", 120],
  ["2026-11-30T22:00:05.123Z", 123],
  ["2026-11-30T22:00:05,123Z", 123],
  ["2026-11-30T22:00:05.999999999Z", 999],
])("%s is read to the millisecond", (text, millis) => {
  expect(parseInstant(text)).toBe(AT + millis);
});

test.each([
  "",
  "now",
  "1796076005",
  "1796076005000",
  "2026-11-30",
  "2026-11-30T22:00Z",
  "2026-02-29T00:00:00Z",
  "2026-04-31T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-00-10T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-11-30T24:00:00Z",
  "2026-11-30T22:60:00Z",
  "2026-11-30T22:00:60Z",
  "2026-11-30T22:00:05.Z",
  "2026-11-30T22:00:05.1234567890Z",
  "2026-11-30T22:00:05 Z",
  "2026-11-30T22:00:05+1",
  "2026-11-30T22:00:05+24:00",
  "2026-11-30T22:00:05+01:60",
  " 2026-11-30T22:00:05Z",
  "2026-11-30T22:00:05Z\n",
  "+002026-11-30T22:00:05Z",
  "1969-12-31T23:59:59Z",
  "0001-01-01T00:00:00Z",
  "Mon, 30 Nov 2026 22:00:05 GMT",
])("refuses %j", (text) => {
  expect(parseInstant(text)).toBeUndefined();
});

test("29 February is read in leap years", () => {
  expect(parseInstant("2028-02-29T00:00:00Z")).toBe(Date.UTC(2028, 1, 29));
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(fc.nat(4_102_444_800_000), (atMs) => {
      expect(parseInstant(isoUtc(atMs))).toBe(atMs);
    }),
  );
});

test("a day begins at midnight UTC", () => {
  expect(dayOf(0)).toBe(0);
  expect(dayOf(DAY_MS - 1)).toBe(0);
  expect(dayOf(DAY_MS)).toBe(1);
});

/** Texts as CloudTrail writes them, with dates and times that exist or hardly miss it. */
const nearlyPlain = fc
  .tuple(
    fc.constantFrom("0000", "0999", "1969", "1970", "2000", "2026", "2028", "9999"),
    ...[13, 32, 25, 61, 61].map((most) => fc.nat(most).map((n) => String(n).padStart(2, "0"))),
  )
  .map(([year, month, day, hour, ...rest]) => `${year}-${month}-${day}T${hour}:${rest.join(":")}Z`);

/** One of their characters is another: a digit of another script, a sign, a space, nothing. */
const marred = fc
  .tuple(
    nearlyPlain,
    fc.nat(19),
    fc.constantFrom(..."0959Tt:-+. /;?zZ\u0660\uff11\n".split(""), ""),
  )
  .map(([text, at, by]) => text.slice(0, at) + by + text.slice(at + 1));

test("an instant is read alike by its digits and by the pattern", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyPlain, marred, fc.string({ maxLength: 24 })), (text) => {
      expect(parseInstant(text)).toBe(parseAnyInstant(text));
    }),
    { numRuns: runs(3000) },
  );
});
