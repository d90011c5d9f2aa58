import fc from "fast-check";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import type { TimedDocument } from "./engine";

/** Night of a day in the past, UTC. */
export const START = Date.UTC(2026, 10, 17, 4, 0);
export const WINDOW_MS = 300_000;

/** What a request says; undefined leaves the field out. */
export interface Web {
  readonly category?: string | undefined;
  readonly protocol?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
  readonly original?: string | undefined;
}

/** A request that the published query counts. */
export const COMPLETE: Web = {
  category: "network",
  protocol: "http",
  method: "POST",
  status: 200,
  path: "/api/otp/send",
  query: "lang=en",
  original: "https://www.example.com/api/otp/send?lang=en",
};

let serial = 0;

export function webDocument(timeMs: number, ip: string, web: Web): TimedDocument {
  const document: JsonObject = {
    "@timestamp": new Date(timeMs).toISOString(),
    event: { id: `web-${serial++}`, category: web.category },
    network: { protocol: web.protocol },
    http: { request: { method: web.method }, response: { status_code: web.status } },
    source: { ip },
    url: { path: web.path, query: web.query, original: web.original },
  };
  return { timeMs, document, type: web.category ?? "any" };
}

/** As many requests as wanted, evenly over a span, its ends included. */
export const burst = (
  count: number,
  spanMs: number,
  web: Web = COMPLETE,
  ip = "203.0.113.7",
): readonly TimedDocument[] =>
  Array.from({ length: count }, (_, i) =>
    webDocument(START + Math.floor((i * spanMs) / Math.max(1, count - 1)), ip, web),
  );

const PATHS = [
  "/otp",
  "/api/OTP/x",
  "/v1/VeRiFy",
  "/mobile/api/feed",
  "/2FA",
  "/send_code",
  "/send-otp",
  "/login",
  "otp",
];
const QUERIES = ["phone=1", "a=PHONE", "x=1", "motp=1"];
const ORIGINALS = ["https://api.twilio.com/x", "https://API.TWILIO.COM", "https://twilioXcom", "/"];

const METHODS = ["POST", "GET", "PUT", "HEAD"];
const STATUSES = [200, 400, 422, 429, 201, 302, 404];

/** Any request, with fields missing or wrong; matching ones more often than not. */
export const anyWeb: fc.Arbitrary<Web> = fc.record({
  category: fc.constantFrom("network", "web", "network", "web", undefined, "process"),
  protocol: fc.constantFrom("http", "https", "http", undefined, undefined, "dns"),
  method: fc.constantFrom("POST", "GET", ...METHODS, undefined),
  status: fc.constantFrom(200, 200, 429, ...STATUSES, undefined),
  path: fc.constantFrom("/otp", "/api/otp/send", ...PATHS, undefined),
  query: fc.constantFrom(undefined, ...QUERIES),
  original: fc.constantFrom(undefined, undefined, ...ORIGINALS),
});

/** Any request that carries every field of the published query; `web` it would never count. */
export const completeWeb: fc.Arbitrary<Web> = fc.record({
  category: fc.constantFrom("network", "network", "network", "process"),
  protocol: fc.constantFrom("http", "http", "https", "dns"),
  method: fc.constantFrom("POST", "GET", "POST", "PUT"),
  status: fc.constantFrom(200, 200, 400, 422, 429, 201, 404),
  path: fc.constantFrom("/otp", "/sms/send", ...PATHS),
  query: fc.constantFrom(...QUERIES),
  original: fc.constantFrom(...ORIGINALS),
});

const ADDRESSES = ["203.0.113.7", "198.51.100.9", "2001:db8::7"];

interface Shape {
  readonly count: number;
  readonly spanMs: number;
  readonly web: Web;
  readonly others: readonly { readonly atMs: number; readonly web: Web }[];
}

const shapeOf = (web: fc.Arbitrary<Web>): fc.Arbitrary<Shape> =>
  fc.record({
    count: fc.integer({ min: 47, max: 53 }),
    spanMs: fc.constantFrom(15_000, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1, 301_000),
    web,
    others: fc.array(fc.record({ atMs: fc.integer({ min: -60_000, max: 400_000 }), web }), {
      maxLength: 6,
    }),
  });

/**
 * Bursts of one to three addresses close to the limits of count and span, with stray requests.
 * Ends are fixed, what lies between is spread evenly.
 */
export const batchOf = (web: fc.Arbitrary<Web>): fc.Arbitrary<readonly TimedDocument[]> =>
  fc.array(shapeOf(web), { minLength: 1, maxLength: ADDRESSES.length }).map((shapes) =>
    shapes.flatMap((shape, i) => {
      const ip = ADDRESSES[i]!;
      return [
        ...burst(shape.count, shape.spanMs, shape.web, ip),
        ...shape.others.map(({ atMs, web: other }) => webDocument(START + atMs, ip, other)),
      ];
    }),
  );
