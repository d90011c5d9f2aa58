/** A request of one document, as bytes, that Elasticsearch and its stand-in must judge alike. */
export interface Shape {
  readonly name: string;
  readonly lines: string;
}

const TIME = "2026-11-22T05:00:00.000Z";

const action = (id: string): string => JSON.stringify({ create: { _id: id } });

let made = 0;

/** A document written as text, for what no object of JavaScript can be. */
const raw = (name: string, source: string, id = `shape-${made++}`): Shape => ({
  name,
  lines: `${action(id)}\n${source}\n`,
});

const document = (name: string, body: object, id?: string): Shape =>
  raw(name, JSON.stringify({ "@timestamp": TIME, ...body }), id);

/** The same field with one value after another. */
const values = (
  field: string,
  bodyOf: (value: unknown) => object,
  all: readonly unknown[],
): readonly Shape[] =>
  all.map((value) => document(`${field} ${JSON.stringify(value).slice(0, 60)}`, bodyOf(value)));

const deep = (levels: number): object =>
  Array.from({ length: levels }).reduce<object>((inner) => ({ d: inner }), { leaf: 1 });

const TIMES = values("@timestamp", (value) => ({ "@timestamp": value }), [
  1_795_000_000_000,
  "1795000000000",
  1_795_000_000_000.5,
  -1,
  "2026-11-22",
  "2026-11-22T05:00",
  "2026-11-22 05:00:00",
  "2026-11-22T05:00:00.123456789Z",
  "2026-11-22T05:00:00+01:00",
  "2026",
  "22/11/2026",
  "2026-02-30T00:00:00Z",
  "99999-01-01T00:00:00Z",
  "",
  null,
  true,
  {},
  [TIME],
  [TIME, TIME],
  [],
]);

const DATES = values("event.created", (value) => ({ event: { created: value } }), [
  "yesterday",
  [TIME, TIME],
  [TIME, "yesterday"],
  "1795000000000",
  1.5,
  null,
  {},
]);

const LONGS = values("sms_pumping.count", (value) => ({ sms_pumping: { count: value } }), [
  12,
  "12",
  "12.5",
  12.5,
  "many",
  "",
  "1e3",
  true,
  null,
  [1, 2],
  [1, "many"],
  [],
  {},
  -1,
  2 ** 53,
  1e19,
  "9223372036854775808",
]);

const DOUBLES = values("sms_pumping.money.usd", (usd) => ({ sms_pumping: { money: { usd } } }), [
  1.5,
  "1.5",
  "NaN",
  "Infinity",
  "abc",
  true,
  1e300,
]);

const FLOATS = values("event.risk_score", (risk_score) => ({ event: { risk_score } }), [1e39, "7"]);

const BOOLEANS = values(
  "sms_pumping.paid flag",
  (is_estimate) => ({ sms_pumping: { money: { is_estimate } } }),
  ["true", "false", "", "yes", 0, 1, null, ["true", false], {}],
);

const ADDRESSES = values("source.ip", (ip) => ({ source: { ip } }), [
  "203.0.113.7",
  "203.0.113.700",
  "2001:db8::1",
  "2001:db8::/64",
  "",
  12,
  ["203.0.113.7", "x"],
  {},
]);

const TEXTS = [
  ...values("tags", (tags) => ({ tags }), [12, true, [["a"], ["b"]], "x".repeat(40_000), {}, null]),
  ...values("message", (message) => ({ message }), [12, ["a", "b"], {}]),
];

const OBJECTS = [
  ...values("event", (event) => ({ event }), ["text", 1, [{ kind: "a" }, { kind: "b" }], null, []]),
  ...values("labels", (labels) => ({ labels }), [null, { drill: { a: 1 } }]),
  document("20 levels of objects", deep(18)),
  document("more than 20 levels of objects", deep(25)),
];

const NAMES = [
  document("dots in a name", { "event.kind": "event" }),
  document("dots in a name, with a bad value", { "sms_pumping.count": "many" }),
  document("a name with two dots", { "a..b": 1 }),
  document("a name that begins with a dot", { ".a": 1 }),
  document("a name that ends with a dot", { "a.": 1 }),
  document("an empty name", { "": 1 }),
  document("an empty name within an object", { event: { "": 1 } }),
  document("a blank name", { " ": 1 }),
  document("a name of Elasticsearch's own", { _id: "x" }),
  raw("a name that stands twice", `{"@timestamp":"${TIME}","message":"a","message":"b"}`),
];

const DYNAMIC = [
  document("a new field", { fresh: 1 }),
  document("a new field with a value of another type", { fresh: "many" }),
  document("a new object", { thing: { a: 1 } }),
  document("a new object that is a text", { thing: "x" }),
  document("an unknown field of ours", { sms_pumping: { unknown: { deep: 1 } } }),
  document("a new address", { client: { ip: "203.0.113.7" } }),
  document("a new address that is none", { client: { ip: "nowhere" } }),
  document("a new point", { source: { geo: { location: { lat: 1, lon: 2 } } } }),
  document("a new point that is none", { source: { geo: { location: "nowhere" } } }),
  document("a new time", { file: { created: TIME } }),
  document("a new time that is none", { file: { created: "yesterday" } }),
];

const WHOLE = [
  raw("a list in the place of a document", "[]"),
  raw("a text in the place of a document", '"x"'),
  raw("a number in the place of a document", "1"),
  raw("null in the place of a document", "null"),
  raw("an empty document", "{}"),
  raw("half a document", `{"@timestamp":"${TIME}"`),
  raw("something after the document", `{"@timestamp":"${TIME}"} x`),
  document("an empty id", {}, ""),
  document("an id of 512 bytes", {}, "i".repeat(512)),
  document("an id of 513 bytes", {}, "i".repeat(513)),
  document("an id with signs", {}, "a/b c#ü"),
];

/** Requests that cannot be read as a whole, or that are of another action. */
const REQUESTS: readonly Shape[] = [
  { name: "no newline at the end", lines: `${action("a")}\n{"@timestamp":"${TIME}"}` },
  { name: "no source", lines: `${action("a")}\n` },
  { name: "an action that is no JSON", lines: "create\n{}\n" },
  { name: "an action that is empty", lines: "{}\n{}\n" },
  { name: "an action that is unknown", lines: '{"make":{}}\n{}\n' },
  { name: "no body", lines: "" },
  { name: "a blank line", lines: "\n" },
  {
    name: "the action index",
    lines: `{"index":{"_id":"indexed"}}\n{"@timestamp":"${TIME}"}\n`,
  },
  {
    name: "the action update",
    lines: `{"update":{"_id":"updated"}}\n{"doc":{}}\n`,
  },
];

/** All of them, in the order in which both are asked. */
export const SHAPES: readonly Shape[] = [
  document("a sound document", {}, "sound"),
  document("a document that is there", {}, "sound"),
  ...TIMES,
  ...DATES,
  ...LONGS,
  ...DOUBLES,
  ...FLOATS,
  ...BOOLEANS,
  ...ADDRESSES,
  ...TEXTS,
  ...OBJECTS,
  ...NAMES,
  ...DYNAMIC,
  ...WHOLE,
  ...REQUESTS,
];
