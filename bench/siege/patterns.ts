import { randomUUID } from "node:crypto";
import { HOUR_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { cognitoCall, eventBridge, sendTextMessage } from "../../test/support/records";
import { random } from "../random";

/* What an attacker can do to the detector's bill, as messages on its queue. */

/** A message, and when it arrives. */
export interface Arrival {
  readonly atMs: number;
  readonly body: string;
}

export interface Pattern {
  readonly name: string;
  /** Whether the records are data events, which CloudTrail charges for. */
  readonly isDataEvent?: true;
  readonly arrivals: (requests: number) => readonly Arrival[];
}

const START_MS = Date.UTC(2026, 10, 16);
const LATE_MS = 3 * MINUTE_MS;
const TOOL = "python-requests/2.32";
/** Requests of each address, program or principal: as many as trip a rule. */
const EACH = 10;

const sentBody = (record: Parameters<typeof eventBridge>[0]): string =>
  JSON.stringify(eventBridge(record));

type Call = Parameters<typeof cognitoCall>[0];

const requestAt = (atMs: number, call: Call): Arrival => ({
  atMs: atMs + LATE_MS,
  body: sentBody(
    cognitoCall({ id: randomUUID(), at: atMs, action: "SignUp", medium: "SMS", ...call }),
  ),
});

/** One request after the other, each so long after the one before. */
const series =
  (everyMs: number, callOf: (i: number) => Call) =>
  (requests: number): readonly Arrival[] =>
    Array.from({ length: requests }, (_, i) => requestAt(START_MS + i * everyMs, callOf(i)));

const hex = (n: number): string => n.toString(16);
/** Addresses of different networks, however the detector cuts them. */
const spacedV6 = (n: number): string => `2001:db8:${hex(n % 65_536)}:${hex(n >> 16)}::1`;

/** Every group of ten requests comes together, half a minute after the one before. */
const spacedGroups =
  (callOf: (group: number) => Call) =>
  (requests: number): readonly Arrival[] =>
    Array.from({ length: requests }, (_, i) => {
      const group = Math.floor(i / EACH);
      return requestAt(START_MS + group * 30_000 + (i % EACH) * 1000, callOf(group));
    });

const oneAddress = series(1000, () => ({ ip: "203.0.113.7", userAgent: TOOL }));

function shuffled(arrivals: readonly Arrival[]): readonly Arrival[] {
  const next = random(5);
  return arrivals
    .map((arrival) => ({ ...arrival, atMs: arrival.atMs + Math.floor(next() * 6 * HOUR_MS) }))
    .sort((a, b) => a.atMs - b.atMs);
}

const inFiles = (arrivals: readonly Arrival[]): readonly Arrival[] =>
  arrivals.map(({ atMs, body }) => ({
    body,
    atMs: Math.ceil(atMs / (5 * MINUTE_MS)) * 5 * MINUTE_MS,
  }));

const spacedNetworks = spacedGroups((group) => ({ ip: spacedV6(group), userAgent: TOOL }));

export const PATTERNS: readonly Pattern[] = [
  { name: "one address", arrivals: oneAddress },
  { name: "a new /64 each 30 seconds", arrivals: spacedNetworks },
  { name: "four times as many of them", arrivals: (count) => spacedNetworks(4 * count) },
  {
    name: "a new user agent each 30 seconds",
    arrivals: spacedGroups((group) => ({ ip: "203.0.113.7", userAgent: `tool/${group}` })),
  },
  {
    name: "invented client ids",
    arrivals: series(1000, (i) => ({
      clientId: `invented${hex(i).padStart(18, "0")}`,
      outcome: "ResourceNotFoundException",
      ip: "203.0.113.7",
    })),
  },
  {
    name: "a new principal each 30 seconds",
    isDataEvent: true,
    arrivals: (requests) =>
      Array.from({ length: requests }, (_, i) => {
        const group = Math.floor(i / EACH);
        const at = START_MS + group * 30_000 + (i % EACH) * 1000;
        const record = sendTextMessage({ id: randomUUID(), at, role: `sender-${group}` });
        return { atMs: at + LATE_MS, body: sentBody(record) };
      }),
  },
  {
    name: "the longest texts",
    arrivals: spacedGroups((group) => ({
      ip: spacedV6(group),
      userAgent: `${group} ${"\u4e00".repeat(20_000)}`,
      clientId: `client${"x".repeat(122)}`,
    })),
  },
  {
    name: "malformed records",
    arrivals: (requests) =>
      oneAddress(requests).map(({ atMs, body }) => ({ atMs, body: body.slice(0, -1) })),
  },
  { name: "late and out of order", arrivals: (count) => shuffled(spacedNetworks(count)) },
  { name: "in files of five minutes", arrivals: (count) => inFiles(spacedNetworks(count)) },
  {
    name: "a new person each request",
    arrivals: series(1000, (i) => ({
      ip: "203.0.113.7",
      sub: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
    })),
  },
];
