import { leavesOf } from "../../../../bin/docs/document-leaves";
import { dataStreamOf, FIELDS } from "../../../../lambda/core/elastic/fields";
import { INDEX_TEMPLATE_NAME, indexTemplate } from "../../../../lambda/core/elastic/index-template";

const template = indexTemplate({ retentionDays: 90 }) as Readonly<Record<string, unknown>>;

const settings = new Map(leavesOf(template));

const typeAt = (name: string): unknown =>
  settings.get(`template.mappings.properties.${name.replaceAll(".", ".properties.")}.type`);

test("it is that of the data streams of every namespace, and wins over Elastic's own", () => {
  expect(INDEX_TEMPLATE_NAME).toBe("logs-sms_pumping.finding");
  expect(template).toMatchObject({ index_patterns: [dataStreamOf("*")], data_stream: {} });
  expect(settings.get("priority")).toBeGreaterThan(100);
});

test("it deletes documents by the data stream's own lifecycle and knows nothing of ILM", () => {
  expect(settings.get("template.lifecycle.data_retention")).toBe("90d");
  expect(JSON.stringify(template)).not.toMatch(
    /ilm|index\.lifecycle|"lifecycle":\{"name|logs@settings/,
  );
});

test("it has no settings, so that Serverless takes it", () => {
  expect([...settings.keys()].filter((name) => name.startsWith("template.settings"))).toEqual([]);
});

test("a document that does not fit is refused where its sender sees it", () => {
  expect(settings.get("template.data_stream_options.failure_store.enabled")).toBe(false);
});

test("every field of a document is mapped, and nothing else", () => {
  const properties = [...settings.keys()]
    .filter((name) => name.endsWith(".type") && !name.includes(".fields."))
    .map((name) => name.replace("template.mappings.properties.", "").replace(/\.type$/, ""))
    .map((name) => name.replaceAll(".properties.", "."));
  expect(properties.sort()).toEqual(FIELDS.map(([name]) => name).sort());
  expect(typeAt("sms_pumping.rules.measure.threshold")).toBe("long");
  expect(typeAt("sms_pumping.entity.type")).toBe("keyword");
});

test("addresses may be malformed, the timestamp may not: a data stream forbids it", () => {
  const lenient = [...settings]
    .filter(([name]) => name.endsWith(".ignore_malformed"))
    .map(([name]) => name);
  expect(lenient).toEqual([
    "template.mappings.properties.source.properties.ip.ignore_malformed",
    "template.mappings.properties.related.properties.ip.ignore_malformed",
  ]);
});

test("a field of a later version does not cost a document", () => {
  expect(settings.get("template.mappings.properties.sms_pumping.dynamic")).toBe(false);
});

test("what it is composed of need not exist", () => {
  expect(template.ignore_missing_component_templates).toEqual(template.composed_of);
});

test("it says which version it is, twice", () => {
  expect(settings.get("_meta.version")).toBe(settings.get("version"));
  expect(settings.get("_meta.managed_by")).toBe("sms-pumping-detector");
});
