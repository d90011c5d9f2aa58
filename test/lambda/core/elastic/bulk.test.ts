import {
  bulkRequests,
  readBulkAnswer,
  refusal,
  refusalIn,
} from "../../../../lambda/core/elastic/bulk";

const documentOf = (id: string, text = "") => ({ id, body: { text } });

const bytesOf = (text: string): number => Buffer.byteLength(text);

describe("the body of a bulk request", () => {
  test("has two lines a document, creates only, and ends in a newline", () => {
    const { requests, tooLarge } = bulkRequests([documentOf("a"), documentOf("b", "x\ny")]);
    expect(tooLarge).toEqual([]);
    expect(requests.map(({ body }) => body)).toEqual([
      '{"create":{"_id":"a"}}\n{"text":""}\n{"create":{"_id":"b"}}\n{"text":"x\\ny"}\n',
    ]);
  });

  test("is not sent for nothing", () => {
    expect(bulkRequests([])).toEqual({ requests: [], tooLarge: [] });
  });

  test("is split before it would pass the limit, and holds every document once, in order", () => {
    const documents = Array.from({ length: 40 }, (_, i) => documentOf(`${i}`, "é".repeat(i * 3)));
    const { requests } = bulkRequests(documents, 600);
    expect(requests.length).toBeGreaterThan(5);
    for (const { body } of requests) expect(bytesOf(body)).toBeLessThanOrEqual(600);
    expect(requests.flatMap((request) => request.documents)).toEqual(documents);
    for (const { body, documents: own } of requests) {
      expect(body.match(/"create"/g)).toHaveLength(own.length);
    }
  });

  test("takes a document that fills the limit to the byte, in UTF-8", () => {
    const document = documentOf("a", "漢字");
    const limit = bytesOf(bulkRequests([document]).requests[0]!.body);
    expect(bulkRequests([document], limit).tooLarge).toEqual([]);
    expect(bulkRequests([document], limit - 1)).toEqual({ requests: [], tooLarge: [document] });
  });

  test("leaves a document that no request has room for to itself", () => {
    const [small, large, other] = [
      documentOf("a"),
      documentOf("b", "x".repeat(99)),
      documentOf("c"),
    ];
    const { requests, tooLarge } = bulkRequests([small, large, other], 100);
    expect(tooLarge).toEqual([large]);
    expect(requests.flatMap((request) => request.documents)).toEqual([small, other]);
  });
});

const DOCUMENT = { id: "a", body: {} };

const outcomeOn = (item: unknown) => readBulkAnswer([DOCUMENT], { items: [item] })[0]!;

const errorItem = (status: number, type: string, reason = "because") => ({
  create: { _index: ".ds-x-000001", _id: "a", status, error: { type, reason } },
});

test.each([200, 201])("a document with the status %d is stored", (status) => {
  expect(outcomeOn({ create: { _id: "a", status } })).toEqual({ kind: "stored" });
});

test.each(["not_enabled", "not_applicable_or_unknown"])(
  "a stored document whose failure store was %s is stored",
  (failure_store) => {
    expect(outcomeOn({ create: { _id: "a", status: 201, failure_store } }).kind).toBe("stored");
  },
);

test("a document in the failure store is rejected with the place where it lies", () => {
  const create = { _index: ".fs-x-000002", _id: "r4nd0m", status: 201, failure_store: "used" };
  expect(outcomeOn({ create })).toMatchObject({
    kind: "reject",
    reason: {
      status: 201,
      type: "failure_store",
      text: expect.stringContaining(".fs-x-000002/r4nd0m") as string,
    },
  });
});

test("a document that is there already is a duplicate", () => {
  expect(outcomeOn(errorItem(409, "version_conflict_engine_exception")).kind).toBe("duplicate");
});

test("another kind of conflict says nothing of the document, which is retried", () => {
  expect(outcomeOn(errorItem(409, "resource_already_exists_exception")).kind).toBe("retry");
});

test.each([
  [429, "es_rejected_execution_exception"],
  [429, "circuit_breaking_exception"],
  [429, "cluster_block_exception"],
  [403, "cluster_block_exception"],
  [400, "index_closed_exception"],
  [404, "no_shard_available_action_exception"],
  [500, "whatever_exception"],
  [503, "unavailable_shards_exception"],
])("a document refused with %d %s is retried: the cluster is in trouble", (status, type) => {
  expect(outcomeOn(errorItem(status, type))).toEqual({
    kind: "retry",
    reason: { status, type, text: "because" },
  });
});

test.each([
  [400, "document_parsing_exception"],
  [400, "illegal_argument_exception"],
  [400, "strict_dynamic_mapping_exception"],
  [403, "security_exception"],
  [404, "index_not_found_exception"],
])("a document refused with %d %s is rejected with Elasticsearch's reason", (status, type) => {
  expect(outcomeOn(errorItem(status, type))).toEqual({
    kind: "reject",
    reason: { status, type, text: "because" },
  });
});

test.each([
  ["has no status", { create: { _id: "a" } }],
  ["has a status that is no number", { create: { _id: "a", status: "201" } }],
  ["is of another operation", { index: { _id: "a", status: 201 } }],
  ["is that of another document", { create: { _id: "b", status: 201 } }],
  ["refuses another document", { create: { _id: "b", status: 400, error: { type: "x" } } }],
  ["is nothing", null],
])("an item that %s leaves its document to be retried", (_, item) => {
  expect(outcomeOn(item).kind).toBe("retry");
});

test.each([
  ["is no object", "<html>"],
  ["is nothing", undefined],
  ["has no items", { errors: false }],
  ["has too few items", { items: [{ create: { _id: "a", status: 201 } }] }],
  [
    "has too many items",
    { items: ["a", "b", "c"].map((id) => ({ create: { _id: id, status: 201 } })) },
  ],
])("an answer that %s leaves all documents to be retried", (_, body) => {
  const documents = [DOCUMENT, { id: "b", body: {} }];
  expect(readBulkAnswer(documents, body).map(({ kind }) => kind)).toEqual(["retry", "retry"]);
});

test("each document has the verdict of its own item", () => {
  const documents = ["a", "b", "c"].map((id) => ({ id, body: {} }));
  const items = [
    { create: { _id: "a", status: 201 } },
    { create: { _id: "b", status: 429, error: { type: "es_rejected_execution_exception" } } },
    { create: { _id: "c", status: 400, error: { type: "document_parsing_exception" } } },
  ];
  const kinds = readBulkAnswer(documents, { errors: true, items }).map(({ kind }) => kind);
  expect(kinds).toEqual(["stored", "retry", "reject"]);
});

test("a refusal has Elasticsearch's type and both of its reasons", () => {
  const error = {
    type: "document_parsing_exception",
    reason: "failed to parse field [source.ip]",
    caused_by: { type: "illegal_argument_exception", reason: "'x' is not an IP string literal." },
  };
  expect(refusalIn(400, { error })).toEqual({
    status: 400,
    type: "document_parsing_exception",
    text: "failed to parse field [source.ip]: 'x' is not an IP string literal.",
  });
});

test("a bare text is a reason, too", () => {
  expect(refusalIn(404, { error: "no handler" })).toMatchObject({
    type: "error",
    text: "no handler",
  });
});

test.each([[undefined], ["<html>"], [{}], [{ error: 7 }]])(
  "an answer without an error (%j) says so",
  (answer) => {
    expect(refusalIn(500, answer)).toEqual({
      status: 500,
      type: "unknown",
      text: "no reason was given",
    });
  },
);

test("what an attacker wrote is one short line without the ends of numbers", () => {
  const { type, text } = refusal(
    400,
    `t${"y".repeat(500)}`,
    `a\r\nb\u202e\u001b[2J +998901234567 ${"z".repeat(5000)}`,
  );
  expect(type).toHaveLength(80);
  expect(text).toMatch(/^a\?b\?\[2J \+998xxxx z+$/);
  expect(text.length).toBeLessThanOrEqual(600);
});
