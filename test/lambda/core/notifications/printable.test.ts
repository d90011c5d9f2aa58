import fc from "fast-check";
import { printable, withoutNumbers } from "../../../../lambda/core/notifications/printable";
import { runs } from "../../../support/runs";

test.each([
  ["plain text 1.2.3", "plain text 1.2.3"],
  ["a\r\nb\tc\u0000d", "a?b?c?d"],
  ["\u202egnp.exe", "?gnp[.]exe"],
  ["http://evil.example/x?a=1", "hxxp[:]//evil[.]example/x?a=1"],
  ["HTTPS://A.B", "hxxpS[:]//A[.]B"],
  ["ftp://x1.example", "ftp[:]//x1[.]example"],
  ["a1.com and b-.net", "a1[.]com and b-[.]net"],
  ["me@evil.example", "me(at)evil[.]example"],
  ['"quoted" {"a":1}', "'quoted' {'a':1}"],
  ["  much    space  ", "much space"],
  ["Go-http-client/2.0", "Go-http-client/2.0"],
  ["python-requests/2.31.0", "python-requests/2.31.0"],
])("%j is printed as %j", (text, shown) => {
  expect(printable(text, 100)).toBe(shown);
});

test("a cut is marked and never longer than allowed", () => {
  expect(printable("x".repeat(20), 10)).toBe("xxxxxxxx..");
  expect(printable("x".repeat(10), 10)).toBe("xxxxxxxxxx");
});

test("whatever comes in, one short line of ASCII without a link comes out", () => {
  const parts = fc.constantFrom(
    "http",
    "://",
    "s:",
    "evil",
    ".",
    "com",
    "@",
    '"',
    "\n",
    " ",
    "é",
    "1",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(parts, { maxLength: 60 }).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 80 }), (hostile, max) => {
      const shown = printable(hostile, max);
      expect(shown.length).toBeLessThanOrEqual(max);
      expect(shown).toMatch(/^[\x20-\x7e]*$/);
      expect(shown).not.toMatch(/:\/\/|https?:|@|"|\w\.[A-Za-z]/i);
      expect(shown).toBe(shown.trim());
    }),
    { numRuns: runs(2000) },
  );
});

test("a run of seven digits or more is not shown whole", () => {
  expect(withoutNumbers("call +1-900-555-0199 now")).toBe("call +1-90xxxx now");
  expect(withoutNumbers("(900) 555 0199, 900.555.0199")).toBe("(900xxxx, 900xxxx");
  expect(withoutNumbers("1?900?555?0199")).toBe("1?90xxxx");
  expect(withoutNumbers("Chrome/144.0.7204.92 OS 18_1")).toBe("Chrome/144.0.7204.92 OS 18_1");
  expect(withoutNumbers("call +15550001234 now")).toBe("call +155xxxx now");
  expect(withoutNumbers("v1.2.345678 build 1234567")).toBe("v1.2.345678 build 123xxxx");
});
