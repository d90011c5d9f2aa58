import { setTimeout as sleep } from "node:timers/promises";
import type { ElasticDocument } from "../../lambda/core/elastic/document";
import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { storeDocuments, type Settled } from "../../lambda/core/elastic/store-documents";
import { at, isObject } from "../../lambda/core/sources/records/json";
import { documentedIngestKey, makeKey } from "./keys";
import { ask, succeed } from "./node/ask";
import { startNode, type OneNode } from "./node/one-node";
import { describeReal, realNode } from "./node/real";
import { clientOf, putTemplates, search, soundDocuments } from "./streams";

const isDone = ({ verdict: { kind } }: Settled): boolean =>
  kind === "stored" || kind === "duplicate";

/** How long everything may take to be stored: a node needs a while to come back. */
const LONGEST_MS = 250_000;

/** In portions, as messages come from a queue. */
const portions = (
  documents: readonly ElasticDocument[],
  size: number,
): readonly (readonly ElasticDocument[])[] =>
  Array.from({ length: Math.ceil(documents.length / size) }, (_, i) =>
    documents.slice(i * size, (i + 1) * size),
  );

describeReal("a node in trouble", () => {
  let node: OneNode;
  let key: string;

  /* One thread writes, and one task may wait for it. */
  beforeAll(async () => {
    node = await startNode(realNode().built, {
      settings: { "node.processors": 1, "thread_pool.write.queue_size": 1 },
    });
    await putTemplates(node.url);
    key = (await makeKey(documentedIngestKey, node.url)).encoded;
  });

  afterAll(() => node.remove());

  const client = (namespace: string) => clientOf({ key, namespace, url: node.url, forMs: 40_000 });

  /** As a queue does: what is not done comes again. */
  async function untilDone(
    namespace: string,
    documents: readonly ElasticDocument[],
    size: number,
  ): Promise<readonly Settled[]> {
    const all: Settled[] = [];
    let left = documents;
    const endMs = Date.now() + LONGEST_MS;
    while (left.length > 0 && Date.now() < endMs) {
      const settled = await Promise.all(
        portions(left, size).map((portion) => storeDocuments(portion, client(namespace))),
      );
      all.push(...settled.flat());
      left = settled
        .flat()
        .filter((each) => !isDone(each))
        .map(({ document }) => document);
      if (left.length > 0) await sleep(2_000);
    }
    return all;
  }

  async function expectEachOnce(
    namespace: string,
    documents: readonly ElasticDocument[],
  ): Promise<void> {
    const stored = await search(dataStreamOf(namespace), undefined, node.url);
    expect(stored.map(({ _id }) => _id).sort()).toEqual(documents.map(({ id }) => id).sort());
  }

  async function rejectedWrites(): Promise<number> {
    const stats = await succeed("GET", "/_nodes/stats/thread_pool", { url: node.url });
    const nodes = at(stats, "nodes");
    const [only] = isObject(nodes) ? Object.values(nodes) : [];
    const pools = at(only, "thread_pool");
    return ["write", "write_coordination"]
      .map((pool) => Number(at(pools, pool, "rejected") ?? 0))
      .reduce((sum, each) => sum + each, 0);
  }

  test("that has no room for more gets everything in the end, once", async () => {
    const documents = soundDocuments("busy", 3_000);
    const settled = await untilDone("busy", documents, 60);
    expect(settled.filter(({ verdict }) => verdict.kind === "reject")).toEqual([]);
    expect(await rejectedWrites()).toBeGreaterThan(0);
    await expectEachOnce("busy", documents);
  });

  test("that dies in the middle of a request and comes back has everything, once", async () => {
    const before = soundDocuments("before", 50);
    expect((await untilDone("crash", before, 50)).every(isDone)).toBe(true);
    const documents = soundDocuments("crash", 4_000);
    const lines = documents
      .map(({ id, body }) => `{"create":{"_id":"${id}"}}\n${JSON.stringify(body)}\n`)
      .join("");
    const path = `/${dataStreamOf("crash")}/_bulk`;
    const lost = expect(ask("POST", path, { body: lines, key, url: node.url })).rejects.toThrow();
    await sleep(60);
    await node.kill();
    await lost;
    const back = node.start();
    const settled = await untilDone("crash", documents, 500);
    await back;
    expect(settled.filter(({ verdict }) => verdict.kind === "reject")).toEqual([]);
    await expectEachOnce("crash", [...before, ...documents]);
  }, 420_000);
});
