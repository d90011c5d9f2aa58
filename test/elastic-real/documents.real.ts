import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ElasticDocument } from "../../lambda/core/elastic/document";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { indexTemplate } from "../../lambda/core/elastic/index-template";
import { storeDocuments, type Settled } from "../../lambda/core/elastic/store-documents";
import { stringAt } from "../../lambda/core/sources/records/json";
import { shipped } from "../elastic/shipped";
import { goldenDocuments } from "../support/elastic-documents";
import { documentedIngestKey, keyFor, makeKey } from "./keys";
import { kqlToQuery } from "./kql";
import { losingProxy } from "./losing-proxy";
import { succeed } from "./node/ask";
import { describeReal, realNode } from "./node/real";
import { clientOf, putTemplates, search, soundDocuments } from "./streams";

let key: string;

const refreshed = (namespace: string) => search(dataStreamOf(namespace));

const store = (
  namespace: string,
  documents: readonly ElasticDocument[],
  own = key,
): Promise<readonly Settled[]> => storeDocuments(documents, clientOf({ key: own, namespace }));

/** What became of each, in the order of the documents. */
const verdicts = (
  documents: readonly ElasticDocument[],
  settled: readonly Settled[],
): readonly string[] =>
  documents.map((document) => {
    const verdict = settled.find((each) => each.document === document)?.verdict;
    if (verdict === undefined) return "lost";
    return "reason" in verdict ? `${verdict.kind}: ${verdict.reason.type}` : verdict.kind;
  });

const settle = async (
  namespace: string,
  documents: readonly ElasticDocument[],
  own = key,
): Promise<readonly string[]> => verdicts(documents, await store(namespace, documents, own));

const [sound] = soundDocuments("sound", 1) as [ElasticDocument];
const clashing: ElasticDocument = {
  id: "clashing",
  body: { ...sound.body, sms_pumping: { count: "many" } },
};

async function prepare(): Promise<void> {
  await putTemplates();
  key = (await makeKey(documentedIngestKey)).encoded;
}

describeReal("the golden documents", () => {
  beforeAll(prepare);

  test("are stored whole and without a field that is left out", async () => {
    const golden = [...(await goldenDocuments()).values()];
    expect(golden.length).toBeGreaterThan(10);
    const documents = golden.filter(
      ({ id }, i) => golden.findIndex((other) => other.id === id) === i,
    );
    const all = await settle("default", documents);
    expect(new Set(all)).toEqual(new Set(["stored"]));
    const stored = await refreshed("default");
    expect(stored).toHaveLength(documents.length);
    for (const { id, body } of documents) {
      const found = stored.find(({ _id }) => _id === id);
      expect(found?._source).toEqual(body);
      expect(found?._ignored).toBeUndefined();
    }
  });

  const PAGES = ["finding-document", "install"].map((name) =>
    readFileSync(join(__dirname, `../../docs/elastic/${name}.md`), "utf8"),
  );
  const searches = PAGES.flatMap((page) => [...page.matchAll(/^ *```text\n([^]*?)^ *```/gm)])
    .map(([, text = ""]) => text.trim())
    .filter((text) => /^[a-z_.]+: /.test(text) && !text.startsWith("kibana."));

  test("are found by the searches that the pages name", async () => {
    expect(searches.length).toBeGreaterThan(8);
    for (const text of searches) {
      const found = await search(dataStreamOf("default"), kqlToQuery(text));
      const total = (await refreshed("default")).length;
      expect({ text, isFound: found.length > 0 }).toEqual({ text, isFound: true });
      if (!text.startsWith("data_stream.dataset")) expect(found.length).toBeLessThan(total);
    }
  });
});

describeReal("the rule on findings", () => {
  beforeAll(prepare);

  const rule = (isSuppressing: boolean) => shipped("sms-pumping-findings", isSuppressing);

  test.each([
    [true, ["incident-opened", "incident-escalated"]],
    [false, ["incident-opened"]],
  ])("alerts on real incidents (with suppression: %s)", async (isSuppressing, actions) => {
    const golden = [...(await goldenDocuments()).values()];
    await store("rule", golden);
    const found = await search(dataStreamOf("rule"), kqlToQuery(rule(isSuppressing).query));
    const wanted = golden.filter(
      ({ body }) =>
        stringAt(body, "event", "kind") === "alert" &&
        actions.includes(stringAt(body, "event", "action") ?? ""),
    );
    expect(found.map(({ _id }) => _id).sort()).toEqual(
      [...new Set(wanted.map(({ id }) => id))].sort(),
    );
    expect(found.length).toBeGreaterThan(2);
    expect(found.length).toBeLessThan(golden.length);
  });
});

describeReal("a document", () => {
  beforeAll(prepare);

  test("that comes twice is a duplicate, and stands once", async () => {
    expect(await settle("twice", [sound])).toEqual(["stored"]);
    expect(await settle("twice", [sound])).toEqual(["duplicate"]);
    expect(await refreshed("twice")).toHaveLength(1);
  });

  test("whose answer is lost is sent again, and stands once", async () => {
    const proxy = await losingProxy(() => Promise.resolve());
    const client = clientOf({ key, namespace: "lost", url: proxy.url });
    expect(verdicts([sound], await storeDocuments([sound], client))).toEqual(["duplicate"]);
    expect(proxy.requests()).toBe(2);
    expect(await refreshed("lost")).toHaveLength(1);
    await proxy.close();
  });

  test("stands twice after a rollover between the lost answer and its retry, as the page says", async () => {
    const proxy = await losingProxy(() => succeed("POST", `/${dataStreamOf("rolled")}/_rollover`));
    const client = clientOf({ key, namespace: "rolled", url: proxy.url });
    expect(verdicts([sound], await storeDocuments([sound], client))).toEqual(["stored"]);
    const stored = await refreshed("rolled");
    expect(stored.map(({ _id }) => _id)).toEqual([sound.id, sound.id]);
    expect(new Set(stored.map(({ _index }) => _index)).size).toBe(2);
    await proxy.close();
  });

  test("over the server's limit is refused alone; those that came with it are stored", async () => {
    const large: ElasticDocument = {
      id: "large",
      body: { ...sound.body, message: "x".repeat(realNode().longestRequest) },
    };
    const others = soundDocuments("beside", 5);
    const documents = [...others.slice(0, 2), large, ...others.slice(2)];
    expect(await settle("large", documents)).toEqual([
      "stored",
      "stored",
      "reject: document_too_large",
      "stored",
      "stored",
      "stored",
    ]);
    expect(await refreshed("large")).toHaveLength(5);
  });

  test("that is bad is answered for itself among others", async () => {
    await settle("mixed", [sound]);
    const fresh = soundDocuments("fresh", 2);
    const documents = [fresh[0]!, clashing, sound, fresh[1]!];
    expect(await settle("mixed", documents)).toEqual([
      "stored",
      "reject: document_parsing_exception",
      "duplicate",
      "stored",
    ]);
    expect(await refreshed("mixed")).toHaveLength(3);
  });
});

describeReal("each reason for a reject", () => {
  beforeAll(prepare);

  /** A template of its own for one data stream. */
  const putOwn = (namespace: string, change: (template: Template) => object): Promise<unknown> =>
    succeed("PUT", `/_index_template/test-${namespace}`, {
      body: {
        ...change(indexTemplate({ retentionDays: 30 }) as Template),
        index_patterns: [dataStreamOf(namespace)],
        priority: 300,
      },
    });

  interface Template {
    readonly template: object;
  }

  test("a value that does not fit its field", async () => {
    expect(await settle("clash", [clashing])).toEqual(["reject: document_parsing_exception"]);
  });

  test("no time", async () => {
    const body = { ...sound.body, "@timestamp": undefined };
    const untimed = { id: "untimed", body };
    expect(await settle("untimed", [untimed])).toEqual(["reject: document_parsing_exception"]);
  });

  test("an id that is too long", async () => {
    const long = { ...sound, id: "i".repeat(513) };
    expect(await settle("long", [long])).toEqual(["reject: action_request_validation_exception"]);
  });

  test("a field that a strict mapping does not know", async () => {
    await putOwn("strict", ({ template, ...rest }) => ({
      ...rest,
      template: { ...template, mappings: { dynamic: "strict" } },
    }));
    expect(await settle("strict", [sound])).toEqual(["reject: strict_dynamic_mapping_exception"]);
  });

  test("more fields than an index takes", async () => {
    await putOwn("wide", ({ template, ...rest }) => ({
      ...rest,
      template: { ...template, settings: { "index.mapping.total_fields.limit": 220 } },
    }));
    const extra = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`extra${i}`, i]));
    const wide = { id: "wide", body: { ...sound.body, extra } };
    const [verdict] = await settle("wide", [wide]);
    expect(verdict).toMatch(/^reject: (document_parsing|illegal_argument)_exception$/);
  });

  test("a key that may write, but not there", async () => {
    const { encoded } = await keyFor(["logs-elsewhere-*"], ["create_doc", "auto_configure"]);
    expect(await settle("forbidden", [sound], encoded)).toEqual(["reject: security_exception"]);
  });

  test("a stream that is not there and that the key may not make", async () => {
    const { encoded } = await keyFor([dataStreamOf("*")], ["create_doc"]);
    const [verdict] = await settle("unmade", [sound], encoded);
    expect(verdict).toMatch(/^reject: (index_not_found|security)_exception$/);
  });

  test("the failure store, which answers 201 and hides the document", async () => {
    await putOwn("hidden", ({ template, ...rest }) => ({
      ...rest,
      template: { ...template, data_stream_options: { failure_store: { enabled: true } } },
    }));
    expect(await settle("hidden", [clashing])).toEqual(["reject: failure_store"]);
    expect(await refreshed("hidden")).toEqual([]);
  });

  test("a full disk, though, is no reason: the document comes again", async () => {
    await settle("full", [sound]);
    const block = (is: boolean): Promise<unknown> =>
      succeed("PUT", `/${dataStreamOf("full")}/_settings`, {
        body: { "index.blocks.read_only_allow_delete": is },
      });
    await block(true);
    const [blocked] = soundDocuments("blocked", 1) as [ElasticDocument];
    const client = clientOf({ key, namespace: "full", forMs: 3_000 });
    expect(verdicts([blocked], await storeDocuments([blocked], client))).toEqual([
      "retry: cluster_block_exception",
    ]);
    await block(false);
    expect(await settle("full", [blocked])).toEqual(["stored"]);
  });
});
