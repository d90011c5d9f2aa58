import { readFileSync } from "node:fs";
import { join } from "node:path";
import { incidentIdIn } from "../../bin/docs/elastic-page";
import { elasticQueries } from "../../bin/docs/elastic-queries";
import { exampleDocuments } from "../../bin/docs/examples/examples";
import type { ElasticDocument } from "../../lambda/core/elastic/document";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { indexTemplate } from "../../lambda/core/elastic/index-template";
import { storeDocuments, type Settled } from "../../lambda/core/elastic/store-documents";
import { stringAt } from "../../lambda/core/sources/records/json";
import { shipped } from "../elastic/shipped";
import { goldenDocuments } from "../support/elastic-documents";
import { QUERY_RESULTS } from "../support/elastic-query-results";
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
): Promise<readonly string[]> => verdicts(documents, await store(namespace, documents));

const [sound] = soundDocuments("sound", 1) as [ElasticDocument];
const clashing: ElasticDocument = {
  id: "clashing",
  body: { ...sound.body, sms_pumping: { count: "many" } },
};

const untimed = { ...sound.body, "@timestamp": undefined };

let large: ElasticDocument;

async function prepare(): Promise<void> {
  await putTemplates();
  key = (await makeKey(documentedIngestKey)).encoded;
  const message = "x".repeat(realNode().longestRequest);
  large = { id: "large", body: { ...sound.body, message } };
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
});

describeReal("the searches that the pages name", () => {
  let examples: ReadonlyMap<string, ElasticDocument>;

  const found = async (kql: string): Promise<readonly string[]> =>
    (await search(dataStreamOf("searched"), kqlToQuery(kql))).map(({ _id }) => _id).sort();
  const idsOf = (names: readonly string[]): readonly string[] =>
    names.map((name) => examples.get(name)!.id).sort();

  beforeAll(async () => {
    await prepare();
    examples = await exampleDocuments();
    const all = await settle("searched", [...examples.values()]);
    expect(new Set(all)).toEqual(new Set(["stored"]));
  });

  test("find the examples that answer their question, and no others", async () => {
    const queries = elasticQueries(incidentIdIn(examples));
    expect(queries.map(({ question }) => question)).toEqual(Object.keys(QUERY_RESULTS));
    for (const { question, kql } of queries) {
      expect([question, await found(kql)]).toEqual([question, idsOf(QUERY_RESULTS[question]!)]);
    }
  });

  test("find drills, for who has just installed it", async () => {
    const page = readFileSync(join(__dirname, "../../docs/elastic/install.md"), "utf8");
    const kql = /^ *(data_stream\.dataset: .+)$/m.exec(page)?.[1];
    expect(await found(kql!)).toEqual(idsOf(["incident-drill"]));
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

interface Template {
  readonly template: object;
}

/** A template of its own for one data stream. */
const putOwn = (namespace: string, own: object, rest: object = {}): Promise<unknown> => {
  const whole = indexTemplate({ retentionDays: 30 }) as Template;
  return succeed("PUT", `/_index_template/test-${namespace}`, {
    body: {
      ...whole,
      template: { ...whole.template, ...own },
      index_patterns: [dataStreamOf(namespace)],
      priority: 300,
      ...rest,
    },
  });
};

/** Why a document goes to the rejects queue: status and type. */
async function rejected(
  namespace: string,
  document: ElasticDocument,
  own = key,
): Promise<string | undefined> {
  const [settled] = await store(namespace, [document], own);
  if (settled?.verdict.kind !== "reject") return settled?.verdict.kind;
  const { status, type } = settled.verdict.reason;
  return `${status} ${type}`;
}

/** What brings about each reason that the runbook names and that is Elasticsearch's own. */
const REASONS: Readonly<Record<string, () => Promise<string | undefined>>> = {
  "403 security_exception": async () => {
    const { encoded } = await keyFor(["logs-elsewhere-*"], ["create_doc", "auto_configure"]);
    return rejected("forbidden", sound, encoded);
  },
  document_parsing_exception: () => rejected("clash", clashing),
  failure_store: async () => {
    await putOwn("hidden", { data_stream_options: { failure_store: { enabled: true } } });
    const reason = await rejected("hidden", clashing);
    expect(await refreshed("hidden")).toEqual([]);
    return reason;
  },
  "400 illegal_argument_exception": async () => {
    await putOwn("piped", { settings: { "index.default_pipeline": "nowhere" } });
    return rejected("piped", sound);
  },
  "404 index_not_found_exception": async () => {
    await putOwn("unmade", {}, { allow_auto_create: false });
    return rejected("unmade", sound);
  },
  document_too_large: () => rejected("larger", large),
};

/** Those of the table that are not Elasticsearch's. */
const OUR_OWN = ["step_not_found", "malformed_event", "no_document", "unknown"];

describeReal("each reason for a reject", () => {
  beforeAll(prepare);

  const page = readFileSync(join(__dirname, "../../docs/runbooks/pipeline-rejects.md"), "utf8");
  const rows = [...page.matchAll(/^ *\| (`[^|]+`) +\|/gm)]
    .flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)])
    .map(([, reason = ""]) => reason)
    .filter((reason) => !OUR_OWN.includes(reason));

  test("that the runbook names is brought about", () => {
    expect(rows).toEqual(Object.keys(REASONS));
  });

  test.each(rows)("%s", async (reason) => {
    const found = await REASONS[reason]!();
    expect(found).toBe(/^\d/.test(reason) ? reason : found?.replace(/\S+$/, reason));
    expect(found).toMatch(/^\d+ /);
  });

  test.each<readonly [string, string, ElasticDocument]>([
    ["no time", "400 document_parsing_exception", { ...sound, body: untimed }],
    [
      "an id too long",
      "400 action_request_validation_exception",
      { ...sound, id: "i".repeat(513) },
    ],
  ])("%s", async (name, reason, document) => {
    expect(await rejected(name.replaceAll(" ", "_"), document)).toBe(reason);
  });

  test("a field that a strict mapping does not know", async () => {
    await putOwn("strict", { mappings: { dynamic: "strict" } });
    expect(await rejected("strict", sound)).toBe("400 strict_dynamic_mapping_exception");
  });

  test("more fields than an index takes", async () => {
    await putOwn("wide", { settings: { "index.mapping.total_fields.limit": 220 } });
    const extra = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`extra${i}`, i]));
    const wide = { id: "wide", body: { ...sound.body, extra } };
    expect(await rejected("wide", wide)).toBe("400 document_parsing_exception");
  });

  test("a key that may write, but not make the stream", async () => {
    const { encoded } = await keyFor([dataStreamOf("*")], ["create_doc"]);
    expect(await rejected("not_made", sound, encoded)).toBe("403 security_exception");
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
