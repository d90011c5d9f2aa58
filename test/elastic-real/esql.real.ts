import { FIELD_TYPES } from "../../elastic/fields";
import type { KibanaRule } from "../../elastic/profiles";
import { slugOf } from "../../elastic/versions";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { at, stringAt, type JsonObject } from "../../lambda/core/sources/records/json";
import { shipped, shippedRules } from "../elastic/shipped";
import { webRequest } from "../support/records";
import { STORIES, type Story } from "./esql-stories";
import { kqlToQuery } from "./kql";
import { ask, succeed } from "./node/ask";
import { describeReal, isThere } from "./node/real";

const TRAIL = "logs-aws.cloudtrail-default";
const WEB = "logs-nginx.access-default";
/** How much later than it happened an event is indexed here. */
const LATE_MS = 5 * MINUTE_MS;

const indexOf = ({ query }: KibanaRule): string => (query.includes("cloudtrail") ? TRAIL : WEB);

/** What the integrations' templates map, as far as our queries look. */
const MAPPINGS = {
  properties: {
    ...Object.fromEntries([...FIELD_TYPES].map(([name, type]) => [name, { type }])),
    "event.ingested": { type: "date" },
    "labels.story": { type: "keyword" },
  },
};

let stories = 0;

/** Adds documents to those of other stories. @returns by what a query keeps to them */
async function fill(index: string, documents: readonly JsonObject[], nowMs: number) {
  const story = String(stories++);
  const lines = documents.map((document) => {
    const ingested = Math.min(nowMs, Date.parse(String(document["@timestamp"])) + LATE_MS);
    const event = { ...(document.event as JsonObject), ingested: new Date(ingested).toISOString() };
    return `{"create":{}}\n${JSON.stringify({ ...document, event, labels: { story } })}\n`;
  });
  const body = lines.join("");
  const answer = await succeed("POST", `/${index}/_bulk?refresh=true`, { body });
  expect(at(answer, "errors")).toBe(false);
  return { term: { "labels.story": story } };
}

/** As Kibana runs a rule: over what came in since `from`, by the field that `timestamp_override` names. */
function run({ query, from, timestamp_override: field }: KibanaRule, ...more: readonly object[]) {
  const range = { range: { [field]: { gte: from, lte: "now" } } };
  return ask("POST", "/_query", {
    body: { query, filter: { bool: { filter: [range, ...more] } } },
  });
}

/** The rows of the rule's form with suppression, and of that without. */
async function rowsOf(slug: string, story: Story): Promise<readonly unknown[][][]> {
  const forms = [shipped(slug, true), shipped(slug, false)];
  const nowMs = Date.now();
  const isOfStory = await fill(indexOf(forms[0]!), story(nowMs), nowMs);
  const rows: unknown[][][] = [];
  for (const rule of forms) {
    const { status, body } = await run(rule, isOfStory);
    expect({ status, reason: stringAt(body, "error", "reason") }).toEqual({ status: 200 });
    rows.push(at(body, "values") as unknown[][]);
  }
  return rows;
}

beforeAll(async () => {
  if (!isThere) return;
  for (const index of [TRAIL, WEB]) {
    await succeed("PUT", `/${index}`, { body: { mappings: MAPPINGS } });
  }
});

describeReal.each(STORIES)("$ruleId", ({ ruleId, fires, quiet }) => {
  test.each(Object.entries(fires))("alerts: %s", async (_, [key, story]) => {
    const rows = await rowsOf(ruleId, story);
    expect(rows.map((form) => form.map(([first]) => first))).toEqual([[key], [key]]);
  });

  test.each(Object.entries(quiet))("stays quiet: %s", async (_, story) => {
    expect(await rowsOf(ruleId, story)).toEqual([[], []]);
  });
});

describeReal("the ES|QL that is shipped", () => {
  test("is told by stories to the last rule", () => {
    const all = shippedRules.filter(({ rule }) => rule.type === "esql");
    const ids = [...new Set(all.map(({ rule }) => slugOf(rule.rule_id)))].sort();
    expect(STORIES.map(({ ruleId }) => ruleId).sort()).toEqual(ids);
  });

  test("keeps the columns that its rule is suppressed and investigated by", async () => {
    for (const { ruleId } of STORIES) {
      const rule = shipped(ruleId);
      const { body } = await run(rule);
      const columns = (at(body, "columns") as { name: string }[]).map(({ name }) => name);
      const wanted = [
        ...(rule.alert_suppression?.group_by ?? []),
        ...(rule.investigation_fields?.field_names ?? []),
      ];
      expect({ ruleId, lacks: wanted.filter((name) => !columns.includes(name)) }).toEqual({
        ruleId,
        lacks: [],
      });
    }
  });

  test("has a KQL rule beside it, which counts the same requests of an address", async () => {
    const { query, threshold, from } = shipped("sms-pumping-otp-endpoint-threshold");
    const nowMs = Date.now();
    const path = "/api/otp/send";
    const counted = Array.from({ length: threshold!.value }, (_, i) =>
      webRequest({ at: nowMs - i * 1_000, path, integration: "nginx" }),
    );
    const others = [
      webRequest({ at: nowMs, path, method: "PUT", integration: "nginx" }),
      webRequest({ at: nowMs, path, status: 404, integration: "nginx" }),
      webRequest({ at: nowMs, path: "/static/logo.png", integration: "nginx" }),
    ];
    const isOfStory = await fill(WEB, [...counted, ...others], nowMs);
    const range = { range: { "event.ingested": { gte: from, lte: "now" } } };
    const found = await succeed("POST", `/${WEB}/_search`, {
      body: {
        query: { bool: { filter: [kqlToQuery(query), isOfStory, range] } },
        aggs: { by: { terms: { field: threshold!.field[0], min_doc_count: threshold!.value } } },
      },
    });
    expect(at(found, "aggregations", "by", "buckets")).toEqual([
      expect.objectContaining({ doc_count: threshold!.value }),
    ]);
  });

  test("fails, as the page says, while no document has a field that it reads", async () => {
    await succeed("DELETE", `/${TRAIL}`);
    await succeed("PUT", `/${TRAIL}`, {
      body: { mappings: { properties: { "@timestamp": { type: "date" } } } },
    });
    const { status, body } = await run(shipped("sms-pumping-scouting-regions"));
    expect(status).toBe(400);
    expect(stringAt(body, "error", "reason")).toContain("Unknown column");
  });
});
