import { parseConfig, type Config } from "../../../../lambda/core/model/config";
import type { Observation } from "../../../../lambda/core/model/observation";
import { covers, scopeOf } from "../../../../lambda/core/model/scope";
import { HOUR_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { ACCOUNT, MIDNIGHT, request } from "../../../support/observations";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/migration`;

const muted = (...entries: readonly object[]): Config =>
  parseConfig({
    suppressions: entries.map((entry, i) => ({
      id: `muted-${i}`,
      expires: "2030-01-01T00:00:00Z",
      owner: "team@example.com",
      reason: "a test",
      ...entry,
    })),
  });

const isMuted = (entry: object, known: Partial<Observation>): boolean =>
  covers(muted(entry).suppressions[0]!, request({ id: "e", atMs: MIDNIGHT, ...known }));

const NETWORK = { cidr: "198.51.100.0/24" };
const INSIDE = { ip: "198.51.100.20" };

test.each<[string, object, Partial<Observation>, boolean]>([
  ["an address in its network", NETWORK, INSIDE, true],
  [
    "an app client that nobody here uses yet, where a person muted it",
    { ...NETWORK, clientId: "new" },
    { ...INSIDE, clientId: undefined, unnamedClientId: "new" },
    true,
  ],
  ["an address beside its network", NETWORK, { ip: "198.51.101.20" }, false],
  ["an IPv6 address", NETWORK, { ip: "2001:db8::1" }, false],
  ["an address in its IPv6 network", { cidr: "2001:db8::/32" }, { ip: "2001:db8::1" }, true],
  ["a caller without an address", NETWORK, { ip: undefined }, false],
  ["its principal", { principal: ROLE }, { principal: ROLE }, true],
  ["another principal", { principal: ROLE }, { principal: `${ROLE}-2` }, false],
  ["a caller without a principal", { principal: ROLE }, {}, false],
  ["its principal from elsewhere", { ...NETWORK, principal: ROLE }, { principal: ROLE }, false],
  [
    "its principal from its network",
    { ...NETWORK, principal: ROLE },
    { ...INSIDE, principal: ROLE },
    true,
  ],
  ["its user agent", { ...NETWORK, userAgent: "k6/1" }, { ...INSIDE, userAgent: "k6/1" }, true],
  [
    "more than its user agent",
    { ...NETWORK, userAgent: "k6/1" },
    { ...INSIDE, userAgent: "k6/10" },
    false,
  ],
  ["no user agent", { ...NETWORK, userAgent: "k6/1" }, INSIDE, false],
  ["its app client", { ...NETWORK, clientId: "app" }, INSIDE, true],
  ["another app client", { ...NETWORK, clientId: "other" }, INSIDE, false],
])("for %s a suppression holds or does not", (_what, entry, known, expected) => {
  expect(isMuted(entry, known)).toBe(expected);
});

const NIGHT = { ...NETWORK, dailyUtc: "22:30-04:00" };
const DAY = { ...NETWORK, dailyUtc: "08:00-17:30" };

test.each<[string, object, number, boolean]>([
  ["before it begins", { ...NETWORK, from: "2026-11-16T00:00:00.001Z" }, 0, false],
  ["when it begins", { ...NETWORK, from: "2026-11-16T00:00:00Z" }, 0, true],
  ["before it expires", { ...NETWORK, expires: "2026-11-16T00:00:00.001Z" }, 0, true],
  ["when it expires", { ...NETWORK, expires: "2026-11-16T00:00:00Z" }, 0, false],
  [
    "in another zone before it expires",
    { ...NETWORK, expires: "2026-11-16T01:00:00-01:00" },
    0,
    true,
  ],
  ["before its hours", DAY, 8 * HOUR_MS - 1, false],
  ["when its hours begin", DAY, 8 * HOUR_MS, true],
  ["in the last minute of its hours", DAY, 17.5 * HOUR_MS - 1, true],
  ["when its hours end", DAY, 17.5 * HOUR_MS, false],
  ["before its night", NIGHT, 22.5 * HOUR_MS - 1, false],
  ["when its night begins", NIGHT, 22.5 * HOUR_MS, true],
  ["before midnight of its night", NIGHT, 24 * HOUR_MS - 1, true],
  ["at midnight of its night", NIGHT, 0, true],
  ["in the last minute of its night", NIGHT, 4 * HOUR_MS - 1, true],
  ["when its night ends", NIGHT, 4 * HOUR_MS, false],
  ["at noon after its night", NIGHT, 12 * HOUR_MS, false],
])("%s a suppression holds or does not", (_when, entry, sinceMidnight, expected) => {
  expect(isMuted(entry, { ...INSIDE, atMs: MIDNIGHT + sinceMidnight })).toBe(expected);
});

test("suppressed, drilled and real traffic have scopes of their own", () => {
  const config = muted(NETWORK, { cidr: "0.0.0.0/0" });
  const scopes = [
    scopeOf(request({ id: "e", atMs: MIDNIGHT, ip: "2001:db8::1" }), config),
    scopeOf(request({ id: "e", atMs: MIDNIGHT, ...INSIDE }), config),
    scopeOf(request({ id: "e", atMs: MIDNIGHT }), config),
    scopeOf(request({ id: "e", atMs: MIDNIGHT }), config, "d1"),
    scopeOf(request({ id: "e", atMs: MIDNIGHT, ...INSIDE }), config, "d2"),
    scopeOf(request({ id: "e", atMs: MIDNIGHT, ip: undefined, account: undefined }), config),
  ];
  expect(scopes.map(({ name }) => name)).toEqual([
    `${ACCOUNT}/live`,
    `${ACCOUNT}/sup:muted-0`,
    `${ACCOUNT}/sup:muted-1`,
    `${ACCOUNT}/drill:d1`,
    `${ACCOUNT}/drill:d2`,
    "unknown/live",
  ]);
  expect(scopes.map(({ suppression }) => suppression?.id)).toEqual([
    undefined,
    "muted-0",
    "muted-1",
    undefined,
    undefined,
    undefined,
  ]);
  expect(scopes.map(({ drill }) => drill)).toEqual([
    undefined,
    undefined,
    undefined,
    "d1",
    "d2",
    undefined,
  ]);
});

test("it is the event's own time that counts", () => {
  const entry = { ...NETWORK, expires: "2026-11-16T00:01:00Z" };
  expect(isMuted(entry, { ...INSIDE, atMs: MIDNIGHT + MINUTE_MS - 1 })).toBe(true);
  expect(isMuted(entry, { ...INSIDE, atMs: MIDNIGHT + MINUTE_MS })).toBe(false);
});
