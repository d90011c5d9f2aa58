import fc from "fast-check";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { trips } from "../support/incidents";
import { firingKeys, prepareEngine, sequencesOf, type TimedDocument } from "./engine";
import { PUBLISHED_QUERY } from "./published-query";
import { shippedQuery } from "./shipped";
import {
  anyWeb,
  batchOf,
  burst,
  COMPLETE,
  completeWeb,
  START,
  type Web,
  webDocument,
  WINDOW_MS,
} from "./web-documents";
import { runs } from "../support/runs";

const SEED = 20_261_122;
/** Each costs the engine a quarter of a second. */
const BATCHES = 150;
const QUERY = shippedQuery("sms-pumping-otp-endpoint-sequence");

beforeAll(() => {
  prepareEngine();
}, 240_000);

const bareOf = (documents: readonly TimedDocument[]): readonly JsonObject[] =>
  documents.map(({ document }) => JSON.parse(JSON.stringify(document)) as JsonObject);

/** Which addresses our own rule finds in the same documents. */
async function foundByRule(documents: readonly TimedDocument[]): Promise<readonly string[]> {
  const findings = await trips("otp-endpoint-burst", bareOf(documents));
  return [...new Set(findings.map(({ entity }) => entity.value))].sort();
}

const foundByQuery = (documents: readonly TimedDocument[], query = QUERY): readonly string[] =>
  firingKeys(sequencesOf([{ query, documents }])[0]!);

const IP = "203.0.113.7";

test.each<[string, readonly TimedDocument[], readonly string[]]>([
  ["49 requests", burst(49, 60_000), []],
  ["fifty requests", burst(50, 60_000), [IP]],
  ["fifty requests within exactly 300.000 s", burst(50, WINDOW_MS), [IP]],
  ["fifty requests within 300.001 s", burst(50, WINDOW_MS + 1), []],
  ["fifty requests at one moment", burst(50, 0), [IP]],
  [
    "a load balancer's documents",
    burst(50, 60_000, { ...COMPLETE, category: "web", protocol: undefined }),
    [IP],
  ],
  ["a web ACL's documents", burst(50, 60_000, { ...COMPLETE, status: undefined }), [IP]],
  ["documents without a category", burst(50, 60_000, { ...COMPLETE, category: undefined }), [IP]],
  [
    "documents without query and original",
    burst(50, 60_000, { ...COMPLETE, query: undefined, original: undefined }),
    [IP],
  ],
  ["another category", burst(60, 60_000, { ...COMPLETE, category: "process" }), []],
  ["another protocol", burst(60, 60_000, { ...COMPLETE, protocol: "dns" }), []],
  ["another method", burst(60, 60_000, { ...COMPLETE, method: "PUT" }), []],
  ["no method", burst(60, 60_000, { ...COMPLETE, method: undefined }), []],
  ["another status", burst(60, 60_000, { ...COMPLETE, status: 404 }), []],
  [
    "the path of a form that the query does not know",
    burst(60, 15_000, { method: "POST", path: "/api/auth/send-otp", status: 200 }),
    [],
  ],
  [
    "a provider's host",
    burst(50, 60_000, { ...COMPLETE, path: "/x", original: "https://api.twilio.com/x" }),
    [IP],
  ],
  [
    "half of fifty from one address, half from another",
    [...burst(25, 60_000), ...burst(25, 60_000, COMPLETE, "198.51.100.9")],
    [],
  ],
])("the shipped query and the detector's rule judge %s alike", async (_, documents, wanted) => {
  expect(foundByQuery(documents)).toEqual(wanted);
  expect(await foundByRule(documents)).toEqual(wanted);
});

test("sequences overlap, so few are kept in a run: sixty requests are eleven of them", () => {
  const [found] = sequencesOf([{ query: QUERY, documents: burst(60, 60_000) }]);
  expect(found).toHaveLength(11);
  expect(found!.every(({ length }) => length === 50)).toBe(true);
});

test("whatever the documents, the same addresses fire by the shipped query and by the rule", async () => {
  const batches = fc.sample(batchOf(anyWeb), { seed: SEED, numRuns: runs(BATCHES) });
  const found = sequencesOf(batches.map((documents) => ({ query: QUERY, documents })));
  const verdicts = { fire: 0, silent: 0 };
  for (const [i, documents] of batches.entries()) {
    const byQuery = firingKeys(found[i]!);
    expect({ i, found: await foundByRule(documents) }).toEqual({ i, found: byQuery });
    verdicts[byQuery.length > 0 ? "fire" : "silent"]++;
  }
  expect(verdicts.fire).toBeGreaterThan(20);
  expect(verdicts.silent).toBeGreaterThan(20);
});

test("for documents with all its fields the published query says the same, sequence for sequence", () => {
  const batches = fc.sample(batchOf(completeWeb), { seed: SEED, numRuns: runs(BATCHES) });
  const byShipped = sequencesOf(batches.map((documents) => ({ query: QUERY, documents })));
  const byPublished = sequencesOf(
    batches.map((documents) => ({ query: PUBLISHED_QUERY, documents })),
  );
  expect(byPublished).toEqual(byShipped);
  const firing = byShipped.filter((found) => found.length > 0).length;
  expect(firing).toBeGreaterThan(20);
  expect(batches.length - firing).toBeGreaterThan(20);
});

test.each<[string, Web]>([
  ["a load balancer", { ...COMPLETE, category: "web", protocol: undefined }],
  ["a web ACL", { ...COMPLETE, status: undefined }],
])("the published query finds nothing in what %s logs, which is why it was corrected", (_, web) => {
  const documents = burst(60, 60_000, web);
  expect(foundByQuery(documents, PUBLISHED_QUERY)).toEqual([]);
  expect(foundByQuery(documents)).toEqual([IP]);
});

test("the oracle can say no: a query with another number of runs judges otherwise", () => {
  const documents = burst(49, 60_000);
  expect(foundByQuery(documents, QUERY.replace("runs=50", "runs=49"))).toEqual([IP]);
  expect(foundByQuery([...documents, webDocument(START, IP, { path: "/login" })])).toEqual([]);
});
