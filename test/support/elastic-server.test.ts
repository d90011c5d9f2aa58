import { documentOf } from "../../lambda/core/elastic/document";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { indexTemplate, INDEX_TEMPLATE_NAME } from "../../lambda/core/elastic/index-template";
import { at } from "../../lambda/core/sources/records/json";
import {
  KEY,
  startElasticServer,
  type ElasticServer,
  type ElasticServerOptions,
} from "./elastic-server";
import { findingOf, incidentFrom, NIGHT } from "./incidents";

const STREAM = dataStreamOf("default");

let server: ElasticServer;

const start = async (options: ElasticServerOptions = {}): Promise<void> => {
  server = await startElasticServer(options);
};

afterEach(() => server.stop());

interface Asked {
  readonly method?: string;
  readonly body?: string;
  readonly type?: string;
  readonly key?: string;
}

async function ask(path: string, { method, body, type, key = KEY }: Asked = {}) {
  const response = await fetch(`${server.url}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    ...(body !== undefined && { body }),
    headers: { authorization: `ApiKey ${key}`, "content-type": type ?? "application/json" },
  });
  const text = await response.text();
  return {
    status: response.status,
    product: response.headers.get("x-elastic-product"),
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  };
}

const sound = { "@timestamp": "2026-11-22T05:00:00.000Z", message: "x" };

const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

const bulk = (body: string, stream = STREAM) => ask(`/${stream}/_bulk`, { body });

/** What became of one document, by its item. */
async function create(body: unknown, id = "a", stream = STREAM): Promise<unknown> {
  const answer = await bulk(lines({ create: { _id: id } }, body), stream);
  expect(answer.status).toBe(200);
  return at((at(answer.body, "items") as unknown[])[0], "create");
}

describe("a request", () => {
  test("without a known key is refused with Elasticsearch's error", async () => {
    await start();
    const answer = await ask("/", { key: "wrong" });
    expect(answer).toMatchObject({ status: 401, product: null });
    expect(at(answer.body, "error", "type")).toBe("security_exception");
    server.revoke(KEY);
    expect((await ask("/")).status).toBe(401);
  });

  test("is answered under Elasticsearch's name, unless that is switched off", async () => {
    await start();
    expect((await ask("/")).product).toBe("Elasticsearch");
    server.showProduct(false);
    expect((await ask("/")).product).toBeNull();
  });

  test.each([
    [false, "default"],
    [true, "serverless"],
  ])("for the version tells it (serverless: %s)", async (isServerless, flavor) => {
    await start({ isServerless, version: "8.19.2" });
    expect((await ask("/")).body).toMatchObject({
      version: { number: "8.19.2", build_flavor: flavor },
    });
  });

  test("for something unknown is refused", async () => {
    await start();
    expect((await ask("/_ilm/policy")).status).toBe(400);
  });

  test("over the limit is refused as such", async () => {
    await start({ maxContentLength: 10 });
    expect((await bulk(lines({ create: { _id: "a" } }, sound))).status).toBe(413);
  });
});

describe("a bulk request", () => {
  test.each([
    ["without a newline at its end", '{"create":{"_id":"a"}}\n{}', "illegal_argument_exception"],
    ["without a source", '{"create":{"_id":"a"}}\n', "action_request_validation_exception"],
    ["of something else than JSON", "create\n{}\n", "x_content_parse_exception"],
    ["with an action that is none", "{}\n{}\n", "illegal_argument_exception"],
    ["without a body", "", "parse_exception"],
  ])("refuses one %s, as a whole", async (_, body, type) => {
    await start();
    const answer = await ask(`/${STREAM}/_bulk`, { method: "POST", body });
    expect(answer.status).toBe(400);
    expect(at(answer.body, "error", "type")).toBe(type);
    expect(server.stream(STREAM)?.documents ?? []).toEqual([]);
  });

  test("refuses another content type", async () => {
    await start();
    const body = lines({ create: { _id: "a" } }, sound);
    expect((await ask(`/${STREAM}/_bulk`, { body, type: "text/plain" })).status).toBe(406);
    expect((await ask(`/${STREAM}/_bulk`, { body, type: "application/x-ndjson" })).status).toBe(
      200,
    );
  });

  test.each(["index", "update"])("refuses to %s in a data stream, item by item", async (op) => {
    await start();
    const body = lines({ [op]: { _id: "a" } }, sound, { create: { _id: "b" } }, sound);
    const answer = await bulk(body);
    expect(answer.body).toMatchObject({
      errors: true,
      items: [
        { [op]: { status: 400, error: { type: "illegal_argument_exception" } } },
        { create: { _id: "b", status: 201 } },
      ],
    });
  });

  test("names its stream in the path or in the action", async () => {
    await start();
    await ask("/_bulk", { body: lines({ create: { _index: STREAM, _id: "a" } }, sound) });
    expect(server.stream(STREAM)!.documents.map(({ id }) => id)).toEqual(["a"]);
  });
});

describe("a document", () => {
  test("is stored once; with the same id it is a conflict", async () => {
    await start();
    expect(await create(sound)).toMatchObject({ _id: "a", status: 201, result: "created" });
    expect(await create({ ...sound, message: "y" })).toMatchObject({
      status: 409,
      error: { type: "version_conflict_engine_exception" },
    });
    expect(server.stream(STREAM)!.documents).toMatchObject([{ id: "a", body: sound }]);
  });

  test("is stored again after a rollover: ids are known to their backing index alone", async () => {
    await start();
    await create(sound);
    server.stream(STREAM)!.rollover();
    expect(await create(sound)).toMatchObject({ status: 201 });
    const indices = server.stream(STREAM)!.documents.map(({ index }) => index);
    expect(new Set(indices).size).toBe(2);
  });

  test("that clashes goes under another id into the failure store, and is answered 201", async () => {
    await start();
    const item = await create({ ...sound, data_stream: { dataset: "other" } });
    expect(item).toMatchObject({ status: 201, failure_store: "used" });
    expect(at(item, "_id")).not.toBe("a");
    expect(at(item, "_index")).toMatch(/^\.fs-/);
    expect(server.stream(STREAM)!.documents).toEqual([]);
    await create({ ...sound, data_stream: { dataset: "other" } });
    expect(server.stream(STREAM)!.failures).toMatchObject([{ sentId: "a" }, { sentId: "a" }]);
  });

  test("that clashes is refused where there is no failure store", async () => {
    await start({ failureStore: false });
    expect(await create({ ...sound, data_stream: { type: "metrics" } })).toMatchObject({
      status: 400,
      error: {
        type: "document_parsing_exception",
        caused_by: { reason: expect.stringContaining("constant_keyword") as string },
      },
    });
  });

  test("of a stream that no template makes is refused", async () => {
    await start();
    expect(await create(sound, "a", "nobody-knows-it")).toMatchObject({
      status: 404,
      error: { type: "index_not_found_exception" },
    });
  });

  test.each([
    ["may not make the stream", ["create_doc"], 403],
    ["may do both", ["create_doc", "auto_configure"], 201],
    ["may do everything", ["all"], 201],
  ])("of a key that %s is answered accordingly", async (_, privileges, status) => {
    await start({ keys: { [KEY]: { index: [{ names: ["logs-sms*"], privileges }] } } });
    expect(await create(sound)).toMatchObject({ status });
  });
});

test("a key that may write nowhere is refused with its whole request", async () => {
  await start({ keys: { [KEY]: { index: [{ names: ["logs-sms*"], privileges: ["read"] }] } } });
  const answer = await bulk(lines({ create: { _id: "a" } }, sound));
  expect(answer).toMatchObject({
    status: 403,
    product: null,
    body: { error: { type: "security_exception" } },
  });
});

describe("fields", () => {
  const template = (mappings: object, settings: object = {}): object => ({
    index_patterns: ["logs-sms_pumping.finding-*"],
    data_stream: {},
    priority: 200,
    template: { mappings, settings },
  });

  const problemOf = async (body: object): Promise<unknown> =>
    at(await create({ ...sound, ...body }), "error", "type");

  const typed = (type: string, more: object = {}): object =>
    template({ properties: { f: { type, ...more } } });

  test.each([
    ["ip", "203.0.113.7", "203.0.113.700"],
    ["ip", ["2001:db8::1", "203.0.113.7"], ["203.0.113.7", "x"]],
    ["date", "2026-11-22T05:00:00.123Z", "yesterday"],
    ["date", 1_800_000_000_000, ""],
    ["long", 12, "many"],
    ["long", "12", {}],
    ["integer", 7, 2 ** 40],
    ["float", 1.5, true],
    ["boolean", "true", "yes"],
    ["keyword", 12, { a: 1 }],
    ["object", { a: 1 }, "x"],
    ["constant_keyword", undefined, { a: 1 }],
  ])("of the type %s take %j, not %j", async (type, good, bad) => {
    await start({ failureStore: false });
    server.putTemplate("t", typed(type));
    expect(await problemOf({ f: good })).toBeUndefined();
    expect(await create({ ...sound, f: bad }, "b")).toMatchObject({
      status: 400,
      error: { type: "document_parsing_exception" },
    });
    expect(server.stream(STREAM)!.documents).toHaveLength(1);
  });

  test("of keywords are no longer than Lucene's longest term, unless the mapping cuts them", async () => {
    await start({ failureStore: false });
    server.putTemplate("t", typed("keyword"));
    expect(await problemOf({ f: "x".repeat(32_767) })).toBe("document_parsing_exception");
    expect(await problemOf({ unmapped: "x".repeat(32_767) })).toBeUndefined();
  });

  test("that ignore what is malformed cost no document", async () => {
    await start({ failureStore: false });
    server.putTemplate("t", typed("ip", { ignore_malformed: true }));
    expect(await problemOf({ f: "not an address" })).toBeUndefined();
  });

  test("of an index that ignores what is malformed, too, but for the time and constants", async () => {
    await start({ failureStore: false });
    const settings = { index: { mapping: { ignore_malformed: true } } };
    server.putTemplate("t", template({ properties: { f: { type: "long" } } }, settings));
    expect(await problemOf({ f: "many" })).toBeUndefined();
    expect(await problemOf({ "@timestamp": "late" })).toBe("document_parsing_exception");
  });

  test("with dots are the same as nested ones", async () => {
    await start({ failureStore: false });
    server.putTemplate(
      "t",
      template({ properties: { a: { properties: { b: { type: "long" } } } } }),
    );
    expect(await problemOf({ "a.b": "many" })).toBe("document_parsing_exception");
  });

  test.each([
    ["strict", "strict_dynamic_mapping_exception"],
    [false, undefined],
    [true, undefined],
  ])("that the mapping does not know are met as `dynamic: %s` says", async (dynamic, expected) => {
    await start({ failureStore: false });
    server.putTemplate("t", template({ dynamic, properties: { message: { type: "text" } } }));
    expect(await problemOf({ unknown: { deep: 1 } })).toBe(expected);
  });

  test("that the mapping does not know get the type of the first value", async () => {
    await start({ failureStore: false });
    server.putTemplate("t", template({}));
    expect(await create({ ...sound, n: 1, o: { a: 1 } }, "1")).toMatchObject({ status: 201 });
    expect(await create({ ...sound, n: "many" }, "2")).toMatchObject({ status: 400 });
    expect(await create({ ...sound, o: "x" }, "3")).toMatchObject({ status: 400 });
  });

  test("must include a time", async () => {
    await start({ failureStore: false });
    expect(await create({ message: "x" })).toMatchObject({ status: 400 });
  });

  test("of the project's own documents fit its own template", async () => {
    await start({ failureStore: false });
    server.putTemplate(INDEX_TEMPLATE_NAME, indexTemplate({ retentionDays: 90 }));
    const finding = findingOf();
    const context = { ingestedMs: NIGHT, namespace: "default", incidentId: "I1" };
    const documents = [
      documentOf({ type: "finding", kind: "opened", sequence: 1, atMs: NIGHT, finding }, context),
      documentOf(
        { type: "incident", reasons: ["opened"], atMs: NIGHT, incident: incidentFrom(finding) },
        context,
      ),
    ];
    for (const { id, body } of documents) {
      expect(await create(body, id)).toMatchObject({ _id: id, status: 201, result: "created" });
    }
    expect(
      await create({ ...documents[0]!.body, sms_pumping: { count: "many" } }, "x"),
    ).toMatchObject({ status: 400 });
  });
});

describe("an index template", () => {
  const put = (name: string, body: unknown) =>
    ask(`/_index_template/${name}`, { method: "PUT", body: JSON.stringify(body) });

  test("is stored, told and removed", async () => {
    await start();
    const template = indexTemplate({ retentionDays: 90 });
    expect((await ask(`/_index_template/${INDEX_TEMPLATE_NAME}`)).status).toBe(404);
    expect(await put(INDEX_TEMPLATE_NAME, template)).toMatchObject({ status: 200 });
    expect((await ask(`/_index_template/${INDEX_TEMPLATE_NAME}`)).body).toEqual({
      index_templates: [{ name: INDEX_TEMPLATE_NAME, index_template: template }],
    });
    const removed = await ask(`/_index_template/${INDEX_TEMPLATE_NAME}`, { method: "DELETE" });
    expect(removed.status).toBe(200);
  });

  test("refuses an odd key, a missing component and a rival of the same priority", async () => {
    await start();
    const index_patterns = ["logs-a-*"];
    expect((await put("t", { index_patterns, odd: 1 })).status).toBe(400);
    expect((await put("t", { index_patterns, composed_of: ["nobody"] })).status).toBe(400);
    expect((await put("t", { index_patterns, priority: 100 })).status).toBe(400);
    expect((await put("t", { index_patterns, priority: 101 })).status).toBe(200);
  });

  test("refuses a key without the privilege", async () => {
    await start({ keys: { [KEY]: { cluster: ["monitor"] } } });
    expect((await put("t", { index_patterns: ["x"] })).status).toBe(403);
  });
});

test("privileges are told as they are asked for", async () => {
  const index = [{ names: ["logs-sms*"], privileges: ["write"] }];
  await start({ keys: { [KEY]: { cluster: ["monitor"], index } } });
  const asked = {
    cluster: ["monitor", "manage_index_templates"],
    index: [{ names: ["logs-sms_pumping.finding-*"], privileges: ["create_doc", "read"] }],
  };
  const { body } = await ask("/_security/user/_has_privileges", { body: JSON.stringify(asked) });
  expect(body).toMatchObject({
    has_all_requested: false,
    cluster: { monitor: true, manage_index_templates: false },
    index: { "logs-sms_pumping.finding-*": { create_doc: true, read: false } },
  });
  expect((await ask("/_security/_authenticate")).body).toMatchObject({
    authentication_type: "api_key",
  });
});

describe("a fault", () => {
  const DOCUMENT = lines({ create: { _id: "a" } }, sound);

  test.each([429, 503])("of %d keeps a request from being applied", async (status) => {
    await start({ plan: { request: () => ({ kind: "status", status }) } });
    const answer = await bulk(DOCUMENT);
    expect(answer).toMatchObject({ status, product: "Elasticsearch" });
    expect(server.stream(STREAM)).toBeUndefined();
  });

  test("of a proxy is a page without Elasticsearch's name", async () => {
    await start({ plan: { request: () => ({ kind: "status", status: 502, isHtml: true }) } });
    const response = await fetch(server.url);
    expect([response.status, response.headers.get("x-elastic-product")]).toEqual([502, null]);
    expect(await response.text()).toContain("<html>");
  });

  test.each([
    ["reset-before", 0],
    ["reset-after", 1],
    ["half-after", 1],
  ] as const)("of the kind %s leaves %d documents and no answer", async (kind, count) => {
    await start({ plan: { request: () => ({ kind }) } });
    await expect(bulk(DOCUMENT)).rejects.toThrow();
    expect(server.stream(STREAM)?.documents ?? []).toHaveLength(count);
    expect(server.requests).toHaveLength(1);
  });

  test("can leave out an item that was applied", async () => {
    await start({ plan: { request: () => ({ kind: "fewer-items-after" }) } });
    expect(at((await bulk(DOCUMENT)).body, "items")).toEqual([]);
    expect(server.stream(STREAM)!.documents).toHaveLength(1);
  });

  test("can answer late", async () => {
    await start({ plan: { request: () => ({ kind: "slow-after", ms: 30 }) } });
    const from = performance.now();
    expect((await bulk(DOCUMENT)).status).toBe(200);
    expect(performance.now() - from).toBeGreaterThan(25);
  });

  test.each([
    ["busy", 429, "es_rejected_execution_exception"],
    ["blocked", 403, "cluster_block_exception"],
    ["shards", 503, "unavailable_shards_exception"],
    ["invalid", 400, "illegal_argument_exception"],
  ] as const)("of one document (%s) leaves the others alone", async (fault, status, type) => {
    await start({ plan: { item: (_, id) => (id === "a" ? fault : undefined) } });
    const body = lines({ create: { _id: "a" } }, sound, { create: { _id: "b" } }, sound);
    expect((await bulk(body)).body).toMatchObject({
      errors: true,
      items: [
        { create: { _id: "a", status, error: { type } } },
        { create: { _id: "b", status: 201 } },
      ],
    });
  });
});
