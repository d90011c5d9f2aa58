import {
  type BulkAnswer,
  type ElasticStream,
  rejectMessage,
  storeDocuments,
} from "../../../../lambda/core/elastic/store-documents";

const documentsOf = (...ids: readonly string[]) => ids.map((id) => ({ id, body: {} }));

const idsIn = (body: string): string[] => [...body.matchAll(/"_id":"(\w+)"/g)].map(([, id]) => id!);

type Item = readonly [status: number, type?: string];

const answered = (ids: readonly string[], itemOf: (id: string) => Item): BulkAnswer => ({
  kind: "answered",
  status: 200,
  body: {
    items: ids.map((id) => {
      const [status, type] = itemOf(id);
      return { create: { _id: id, status, ...(type !== undefined && { error: { type } }) } };
    }),
  },
});

const OUTAGE: BulkAnswer = { kind: "outage", reason: { status: 503, type: "x", text: "away" } };

/** A stream that answers as it is told to, and keeps what it was asked. */
function streamOf(answer: (ids: readonly string[], request: number) => BulkAnswer, pauses = 99) {
  const asked: string[][] = [];
  let left = pauses;
  const stream: ElasticStream = {
    bulk: (body) => {
      const ids = idsIn(body);
      asked.push(ids);
      return Promise.resolve(answer(ids, asked.length));
    },
    pause: () => Promise.resolve(left-- > 0),
  };
  const store = async (ids: readonly string[], limit?: number): Promise<Record<string, string>> => {
    const settled = await storeDocuments(documentsOf(...ids), stream, limit);
    expect(settled).toHaveLength(ids.length);
    return Object.fromEntries(settled.map(({ document, verdict }) => [document.id, verdict.kind]));
  };
  return { asked, store };
}

const ROOM: Item = [201];
const FULL: Item = [429, "es_rejected_execution_exception"];

test("documents that were refused for want of room are sent again, and no others", async () => {
  const { asked, store } = streamOf((ids, request) =>
    answered(ids, (id) => (id === "b" && request < 3 ? FULL : ROOM)),
  );
  expect(await store(["a", "b", "c"])).toEqual({ a: "stored", b: "stored", c: "stored" });
  expect(asked).toEqual([["a", "b", "c"], ["b"], ["b"]]);
});

test("a document that never finds room is given back after four rounds", async () => {
  const { asked, store } = streamOf((ids) => answered(ids, (id) => (id === "b" ? FULL : ROOM)));
  expect(await store(["a", "b"])).toEqual({ a: "stored", b: "retry" });
  expect(asked).toHaveLength(4);
});

test("no round begins without time for it", async () => {
  const { asked, store } = streamOf((ids) => answered(ids, () => FULL), 1);
  expect(await store(["a"])).toEqual({ a: "retry" });
  expect(asked).toHaveLength(2);
});

test("a request that is too large is halved until it is taken", async () => {
  const { asked, store } = streamOf((ids) =>
    ids.length > 2 ? { kind: "answered", status: 413, body: undefined } : answered(ids, () => ROOM),
  );
  expect(await store(["a", "b", "c", "d", "e"])).toEqual(
    Object.fromEntries(["a", "b", "c", "d", "e"].map((id) => [id, "stored"])),
  );
  expect(asked.map((ids) => ids.length)).toEqual([5, 3, 2, 1, 2]);
});

test("a document that is too large by itself is rejected, and its neighbours are stored", async () => {
  const { store } = streamOf((ids) =>
    ids.includes("c")
      ? { kind: "answered", status: 413, body: undefined }
      : answered(ids, () => ROOM),
  );
  expect(await store(["a", "b", "c", "d"])).toEqual({
    a: "stored",
    b: "stored",
    c: "reject",
    d: "stored",
  });
});

test("a request that cannot be read is halved, and the document to blame is rejected with the reason", async () => {
  const error = { type: "x_content_parse_exception", reason: "bad" };
  const { store, asked } = streamOf((ids) =>
    ids.includes("b")
      ? { kind: "answered", status: 400, body: { error } }
      : answered(ids, () => ROOM),
  );
  expect(await store(["a", "b", "c"])).toEqual({ a: "stored", b: "reject", c: "stored" });
  expect(asked.map((ids) => ids.join(""))).toEqual(["abc", "ab", "a", "b", "c"]);
});

test("a document over the limit is rejected unsent", async () => {
  const { store, asked } = streamOf((ids) => answered(ids, () => ROOM));
  expect(await store(["a", "b".repeat(90)], 100)).toEqual({
    a: "stored",
    ["b".repeat(90)]: "reject",
  });
  expect(asked).toEqual([["a"]]);
});

test("what comes after an outage is not sent, and all of it comes again", async () => {
  const { store, asked } = streamOf((ids, request) =>
    request === 2 ? OUTAGE : answered(ids, () => ROOM),
  );
  // Each document fills a request.
  expect(await store(["a", "b", "c", "d"], 30)).toEqual({
    a: "stored",
    b: "outage",
    c: "outage",
    d: "outage",
  });
  expect(asked).toEqual([["a"], ["b"]]);
});

test("nothing is asked for nothing", async () => {
  const { store, asked } = streamOf(() => OUTAGE);
  expect(await store([])).toEqual({});
  expect(asked).toEqual([]);
});

const AT = Date.parse("2026-11-22T05:00:00Z");
const REASON = { status: 400, type: "document_parsing_exception", text: "because" };

const messageOf = (event: unknown, text = "because"): string =>
  rejectMessage({
    reason: { ...REASON, text },
    documentId: "finding-F1-1",
    rejectedAtMs: AT,
    event,
  });

/** All characters that SQS takes in a message. */
const SENDABLE = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

test("a reject carries its reason, its document's id, when it was, and its event", () => {
  const event = { source: "sms-pumping", detail: { scope: "s" } };
  expect(JSON.parse(messageOf(event))).toEqual({
    schemaVersion: 1,
    reason: REASON,
    documentId: "finding-F1-1",
    rejectedAt: "2026-11-22T05:00:00.000Z",
    event,
  });
});

test("a message that was not JSON is kept as its text", () => {
  expect(JSON.parse(messageOf("not JSON"))).toMatchObject({ event: "not JSON" });
});

test("characters that SQS refuses are escaped, and come back", () => {
  const event = { text: "a\uffffb\ufffe\ud800c\u0001漢\u{1f600}" };
  const message = messageOf(event);
  expect(message).toMatch(SENDABLE);
  expect((JSON.parse(message) as { event: unknown }).event).toEqual(event);
});

test.each([
  ["plain", "x".repeat(1_000_000)],
  ["wide", "漢".repeat(400_000)],
  ["escaped", '"\\'.repeat(300_000)],
  ["nested", { deep: ["\u0001".repeat(300_000)] }],
])("a %s message that a queue has no room for keeps its beginning", (_, event) => {
  const message = messageOf(event, "r".repeat(100_000));
  expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024);
  const kept = (JSON.parse(message) as { event: unknown }).event;
  expect(String(kept).length).toBeGreaterThan(10_000);
  expect(JSON.stringify(event).startsWith(String(kept))).toBe(true);
});
