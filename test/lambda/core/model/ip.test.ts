import fc from "fast-check";
import {
  canonicalIp,
  canonicalOfAny,
  inCidr,
  isCidr,
  networkOf,
} from "../../../../lambda/core/model/ip";
import { runs } from "../../../support/runs";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  [" 192.0.2.1\n", "192.0.2.1"],
  ["255.255.255.255", "255.255.255.255"],
  ["127.0.0.1", "127.0.0.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::FFFF:c000:0201", "192.0.2.1"],
  ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:DB8::A", "2001:db8::a"],
  ["::1", "::1"],
])("%s is written %s", (text, canonical) => {
  expect(canonicalIp(text)).toBe(canonical);
});

test.each([
  ["an address in two parts", "127.1"],
  ["a hexadecimal part", "0x7f.1"],
  ["a hexadecimal part among four", "0x7f.0.0.1"],
  ["an octal part", "010.0.0.1"],
  ["one number", "3221225985"],
  ["a part above 255", "192.0.2.256"],
  ["five parts", "192.0.2.1.1"],
  ["an empty part", "192..2.1"],
  ["a zone id", "fe80::1%eth0"],
  ["a zone id on a mapped address", "::ffff:192.0.2.1%1"],
  ["an octal part in a mapped address", "::ffff:010.0.0.1"],
  ["brackets", "[2001:db8::1]"],
  ["a port", "192.0.2.1:443"],
  ["a network", "192.0.2.0/24"],
  ["a list", "192.0.2.1, 192.0.2.2"],
  ["a service's name", "cognito-idp.amazonaws.com"],
  ["AWS itself", "AWS Internal"],
  ["nothing", ""],
  ["a masked address", "0.0.0.0"],
  ["a masked IPv6 address", "::"],
  ["a mapped masked address", "::ffff:0.0.0.0"],
  ["a megabyte", "1".repeat(1_000_000)],
  ["two double colons", "2001::db8::1"],
])("refuses %s", (_what, text) => {
  expect(canonicalIp(text)).toBeUndefined();
});

test("what is canonical stays as it is", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const once = canonicalIp(text);
      fc.pre(once !== undefined);
      expect(canonicalIp(once)).toBe(once);
    }),
  );
});

test.each([
  ["192.0.2.7", 32, 64, "192.0.2.7"],
  ["192.0.2.7", 24, 48, "192.0.2.0/24"],
  ["2001:db8:1:2:3:4:5:6", 32, 64, "2001:db8:1:2::/64"],
  ["2001:db8:1:2:3:4:5:6", 24, 48, "2001:db8:1::/48"],
  ["2001:db8::1", 24, 48, "2001:db8::/48"],
])("the network of %s in %d or %d bits is %s", (ip, v4Bits, v6Bits, network) => {
  expect(networkOf(ip, v4Bits, v6Bits)).toBe(network);
});

test.each([
  ["192.0.2.7", "192.0.2.0/24", true],
  ["192.0.3.7", "192.0.2.0/24", false],
  ["192.0.2.7", "192.0.2.7/32", true],
  ["192.0.2.8", "192.0.2.7/32", false],
  ["192.0.2.7", "0.0.0.0/0", true],
  ["2001:db8:0:1::5", "2001:db8::/48", true],
  ["2001:db8:1::5", "2001:db8::/48", false],
  ["192.0.2.7", "::/0", false],
  ["2001:db8::1", "0.0.0.0/0", false],
])("%s in %s: %s", (ip, cidr, expected) => {
  expect(inCidr(ip, cidr)).toBe(expected);
});

test.each([
  ["198.51.100.0/24", true],
  ["198.51.100.7/32", true],
  ["2001:db8::/32", true],
  ["198.51.100.0", false],
  ["198.51.100.0/33", false],
  ["198.51.100.0/-1", false],
  ["198.51.100.0/", false],
  ["010.0.0.0/8", false],
  ["10.1/16", false],
  ["fe80::1%eth0/64", false],
  ["example.com/24", false],
  ["::/0", true],
  ["::ffff:10.0.0.0/104", false],
  ["::ffff:a00:0/104", false],
  ["0:0:0:0:0:FFFF:10.0.0.0/104", false],
  ["::ffff:0:0/96", false],
  ["::ffff:0:0/80", false],
  ["", false],
])("%s is a CIDR: %s", (text, expected) => {
  expect(isCidr(text)).toBe(expected);
});

test("a network that is a CIDR holds the address it is written with", () => {
  const written = fc.tuple(
    fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4().map((ip) => `::ffff:${ip}`),
    ),
    fc.integer({ min: 0, max: 128 }),
  );
  fc.assert(
    fc.property(written, ([text, bits]) => {
      const ip = canonicalIp(text);
      const cidr = `${text}/${bits}`;
      fc.pre(ip !== undefined && isCidr(cidr));
      expect(inCidr(ip, cidr)).toBe(true);
    }),
  );
});

/** Four parts, each of which may be too large, empty, padded, signed or of another base. */
const nearlyV4 = fc
  .array(
    fc.oneof(
      fc.nat(299).map(String),
      fc.constantFrom("", "0", "00", "01", "0x1", "1e1", "-1", "+1", "256", "\u0661", " 1", "1\n"),
    ),
    { minLength: 3, maxLength: 5 },
  )
  .map((parts) => parts.join("."));

test("an address is read alike by the pattern of plain ones and by the library", () => {
  const texts = fc.oneof(fc.ipV4(), nearlyV4, fc.ipV6(), fc.string({ maxLength: 20 }));
  fc.assert(
    fc.property(texts, (text) => {
      expect(canonicalIp(text)).toBe(canonicalOfAny(text));
    }),
    { numRuns: runs(3000) },
  );
});
