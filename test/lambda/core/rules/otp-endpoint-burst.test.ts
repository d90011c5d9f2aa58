import fc from "fast-check";
import { parseConfig } from "../../../../lambda/core/model/config";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { otpEndpointBurst } from "../../../../lambda/core/rules/otp-endpoint-burst";
import { NIGHT, observed, trips } from "../../../support/incidents";
import { queryCounts } from "../../../support/oracle";
import { webRequest, type WebRequest } from "../../../support/records";
import { least, runs } from "../../../support/runs";

const RULE = "otp-endpoint-burst";
const WINDOW = 300_000;

const requests = (count: number, within: number, request: WebRequest = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    webRequest({
      at: NIGHT + Math.floor((i * within) / (count - 1)),
      path: "/otp/send",
      ...request,
    }),
  );

test("fifty requests within exactly 300.000 s fire", async () => {
  expect(await trips(RULE, requests(50, WINDOW))).toMatchObject([
    { entity: { type: "ip", value: "203.0.113.7" }, target: "web", count: 50 },
  ]);
});

test("49, or fifty within 300.001 s, do not", async () => {
  expect(await trips(RULE, requests(49, WINDOW))).toEqual([]);
  expect(await trips(RULE, requests(50, WINDOW + 1))).toEqual([]);
});

test("the page's own third test does not match its query, an app's feed does", async () => {
  expect(await trips(RULE, requests(60, 15_000, { path: "/api/auth/send-otp" }))).toEqual([]);
  const feed = requests(60, 15_000, { method: "GET", path: "/mobile/api/feed" });
  expect(await trips(RULE, feed)).toHaveLength(1);
});

test("spellings of one address are one address", async () => {
  const mixed = requests(50, WINDOW).map((document, i) =>
    i % 2 === 0 ? document : { ...document, source: { ip: "::FFFF:cb00:7107" } },
  );
  expect(await trips(RULE, mixed)).toHaveLength(1);
  const long = requests(50, WINDOW).map((document, i) => ({
    ...document,
    source: { ip: i % 2 === 0 ? "2001:DB8:0:0::1" : "2001:db8::1" },
  }));
  expect(await trips(RULE, long)).toMatchObject([{ entity: { value: "2001:db8::1" } }]);
});

const isHit = otpEndpointBurst.hits(parseConfig({}));
const isCounted = (document: JsonObject): boolean => observed([document]).some(isHit);

/** Values of a field that the query may meet, matching ones more often than others. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  "event.category": fc.constantFrom("network", "web", "Network", "authentication", ""),
  "network.protocol": fc.constantFrom("http", "https", "HTTP", "dns"),
  "http.request.method": fc.constantFrom("POST", "GET", "get", "PUT", "HEAD"),
  "http.response.status_code": fc.constantFrom(200, "200", 400, 422, "429", 201, 302, 404, 500),
  "url.path": fc.constantFrom(
    "/otp",
    "/api/OTP/x",
    "/send-otp",
    "/VeRiFy",
    "/login",
    "/a\n/sms\nb",
    "/\u017fms",
    "/2FA",
    "otp",
    "/mobile/api/feed",
    "/send_code",
    "/sendcode",
    "",
  ),
  "url.query": fc.constantFrom("phone=1", "a=PHONE", "x=1", "re\notp", "motp=1", ""),
  "url.original": fc.constantFrom(
    "https://api.twilio.com/x",
    "https://API.TWILIO.COM",
    "https://twilioXcom",
    "https://sns.amazonaws.com/",
    "/home",
  ),
};

type Shape = "dotted" | "nested" | "half";

/** The document with a field written in one of the shapes that Elasticsearch takes for the same. */
function withField(document: JsonObject, name: string, value: unknown, shape: Shape): JsonObject {
  const parts = name.split(".");
  const [first = "", ...rest] = parts;
  if (shape === "dotted" || rest.length === 0) return { ...document, [name]: value };
  const inner = (document[first] ?? {}) as JsonObject;
  const tail = shape === "half" ? { [rest.join(".")]: value } : nested(rest, value, inner);
  return { ...document, [first]: { ...inner, ...tail } };
}

function nested(parts: readonly string[], value: unknown, into: JsonObject): JsonObject {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) return { ...into, [first]: value };
  return { ...into, [first]: nested(rest, value, (into[first] ?? {}) as JsonObject) };
}

const fieldOf = (name: string) =>
  fc.record({
    name: fc.constant(name),
    isPresent: fc.integer({ min: 0, max: 5 }).map((dice) => dice > 0),
    shape: fc.constantFrom<Shape>("dotted", "nested", "half"),
    value: fc.oneof(
      { weight: 3, arbitrary: VALUES[name]! },
      { weight: 2, arbitrary: fc.array(VALUES[name]!, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom(null, [null]) },
    ),
  });

const document = fc.tuple(...Object.keys(VALUES).map(fieldOf)).map((fields) =>
  fields
    .filter(({ isPresent }) => isPresent)
    .reduce<JsonObject>((sum, { name, value, shape }) => withField(sum, name, value, shape), {
      "@timestamp": "2026-11-17T04:51:00Z",
      source: { ip: "203.0.113.7" },
    }),
);

test("the rule counts exactly the documents that the query counts", () => {
  const verdicts = { counted: 0, silent: 0 };
  fc.assert(
    fc.property(document, (doc) => {
      const isWanted = queryCounts(doc);
      verdicts[isWanted ? "counted" : "silent"]++;
      expect(isCounted(doc)).toBe(isWanted);
    }),
    { numRuns: runs(5000) },
  );
  expect(verdicts.counted).toBeGreaterThan(least(300));
  expect(verdicts.silent).toBeGreaterThan(least(300));
});

const MATCHING = webRequest({ path: "/otp", status: 200 });
const HTTP = MATCHING.http as JsonObject;

test.each<[string, JsonObject, boolean]>([
  ["as the load balancer writes it", {}, true],
  ["without a category", { event: {} }, true],
  ["with several categories", { event: { category: ["web", "authentication"] } }, true],
  ["of another category", { event: { category: "process" } }, false],
  ["of a category in capitals", { event: { category: "WEB" } }, false],
  ["of protocol https", { network: { protocol: "https" } }, true],
  ["of protocol HTTP in capitals", { network: { protocol: "HTTP" } }, false],
  ["without a status", { http: { request: { method: "POST" } } }, true],
  ["with the status as text", { http: { ...HTTP, response: { status_code: "429" } } }, true],
  ["with status 404", { http: { ...HTTP, response: { status_code: 404 } } }, false],
  ["without a method", { http: { response: { status_code: 200 } } }, false],
  ["with PUT", { http: { ...HTTP, request: { method: "PUT" } } }, false],
  ["with the path in capitals", { url: { path: "/OTP" } }, true],
  ["with the word in a later line of the path", { url: { path: "/x\n/otp" } }, true],
  ["with a long s for an s", { url: { path: "/\u017fms" } }, false],
  ["with a word in the query only", { url: { path: "/x", query: "to=PHONE" } }, true],
  ["to a provider's host", { url: { path: "/x", original: "https://api.Twilio.com/v1" } }, true],
])("a document %s", (_, overrides, isWanted) => {
  const doc = { ...MATCHING, ...overrides };
  expect(isCounted(doc)).toBe(isWanted);
  expect(queryCounts(doc)).toBe(isWanted);
});
