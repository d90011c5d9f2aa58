import { dataStreamOf } from "../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../lambda/core/elastic/index-template";
import { at, isObject, parsedJson, stringAt } from "../../lambda/core/sources/records/json";
import { KEY, startElasticServer, type ElasticServer } from "../support/elastic-server";
import { keyFor } from "./keys";
import { KNOWN_DIFFERENCES, MOST_DIFFERENCES } from "./known-differences";
import { ask } from "./node/ask";
import { describeReal } from "./node/real";
import { SHAPES, type Shape } from "./shapes";
import { putTemplates } from "./streams";

const STREAM = dataStreamOf("shapes");

/** How a request was judged: the status of its only item, or its own, with the type of its error. */
const judged = (status: number, body: unknown): string => {
  const items = at(body, "items");
  const [item] = Array.isArray(items) ? (items as unknown[]) : [];
  const [outcome] = isObject(item) ? Object.values(item) : [];
  const told = outcome ?? body;
  const code = at(told, "status");
  return [
    outcome === undefined ? "all" : "item",
    typeof code === "number" ? code : status,
    stringAt(told, "error", "type") ?? "",
  ]
    .join(" ")
    .trim();
};

async function standInAsked(
  server: ElasticServer,
  path: string,
  body: string,
  key = KEY,
): Promise<string> {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    body,
    headers: { authorization: `ApiKey ${key}`, "content-type": "application/x-ndjson" },
  });
  return judged(response.status, parsedJson(await response.text()));
}

const realAsked = async (path: string, body: string, key?: string): Promise<string> => {
  const answer = await ask("POST", path, { body, ...(key !== undefined && { key }) });
  return judged(answer.status, answer.body);
};

let server: ElasticServer;

async function prepare(): Promise<void> {
  await putTemplates();
  server = await startElasticServer({ version: "8.19.0" });
  server.putTemplate(INDEX_TEMPLATE_NAME, indexTemplate({ retentionDays: 365 }));
}

describeReal("the stand-in of Elasticsearch", () => {
  beforeAll(prepare);
  afterAll(() => server.stop());

  /** By the name of the shape. */
  const found = new Map<string, { readonly real: string; readonly standIn: string }>();

  test("is asked the same as a real node", async () => {
    const path = `/${STREAM}/_bulk`;
    for (const { name, lines } of SHAPES) {
      const real = await realAsked(path, lines);
      found.set(name, { real, standIn: await standInAsked(server, path, lines) });
    }
    expect(found.size).toBe(SHAPES.length);
  });

  const known = new Map(Object.entries(KNOWN_DIFFERENCES));
  const alike = SHAPES.filter(({ name }) => !known.has(name));

  test.each(alike.map(({ name }: Shape) => name))("judges alike: %s", (name) => {
    const { real, standIn } = found.get(name)!;
    expect(standIn).toBe(real);
  });

  test.each([...known])("differs as it is written down: %s", (name, { real, standIn }) => {
    expect(found.get(name)).toEqual({ real, standIn });
  });

  test("differs in no more than it ever did, and each time for a reason", () => {
    expect(known.size).toBeLessThanOrEqual(MOST_DIFFERENCES);
    for (const { real, standIn, reason } of known.values()) {
      expect(standIn).not.toBe(real);
      expect(reason).toMatch(/\w{3}/);
    }
  });
});

describeReal("the stand-in's keys", () => {
  beforeAll(prepare);
  afterAll(() => server.stop());

  const LINES = `{"create":{"_id":"a"}}\n{"@timestamp":"2026-11-22T05:00:00Z"}\n`;

  test.each([
    ["nothing", "logs-sms*", ["read"]],
    ["writing elsewhere", "logs-elsewhere-*", ["create_doc", "auto_configure"]],
    ["writing without making the stream", "logs-sms*", ["create_doc"]],
    ["making the stream without writing", "logs-sms*", ["auto_configure"]],
    ["both", "logs-sms*", ["create_doc", "auto_configure"]],
    ["write", "logs-sms*", ["write"]],
    ["everything", "logs-sms*", ["all"]],
  ])("that allow %s are judged as the real ones", async (name, pattern, privileges) => {
    const { encoded } = await keyFor([pattern], privileges);
    server.allow(encoded, { index: [{ names: [pattern], privileges }] });
    const path = `/${dataStreamOf(`key_${name.replace(/\W/g, "_")}`)}/_bulk`;
    expect(await standInAsked(server, path, LINES, encoded)).toBe(
      await realAsked(path, LINES, encoded),
    );
  });
});
