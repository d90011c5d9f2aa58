import { templateStep, templateText, wantedBody } from "../../../bin/elastic/template-plan";

const wanted = {
  index_patterns: ["logs-a-*"],
  data_stream: {},
  priority: 200,
  version: 3,
  template: {
    settings: { "index.number_of_replicas": 1, refresh_interval: "5s" },
    mappings: { properties: { a: { type: "keyword", ignore_malformed: true } } },
    lifecycle: { data_retention: "90d" },
  },
};

/** As Elasticsearch gives it back. */
const stored = {
  ...wanted,
  data_stream: { hidden: false, allow_custom_routing: false },
  composed_of: [],
  template: {
    settings: { index: { number_of_replicas: "1", refresh_interval: "5s" } },
    mappings: { properties: { a: { type: "keyword", ignore_malformed: true } } },
    lifecycle: { enabled: true, data_retention: "90d" },
  },
};

describe("the step for the index template", () => {
  test("creates what is not there", () => {
    expect(templateStep(wanted, undefined)).toEqual({ kind: "create" });
  });

  test("leaves alone what differs only in how Elasticsearch writes it", () => {
    expect(templateStep(wanted, stored)).toEqual({
      kind: "skip",
      because: "version 3 is there",
    });
  });

  test("updates an older version", () => {
    const step = templateStep(wanted, { ...stored, version: 2 });
    expect(templateText(step)).toBe("update from version 2 to 3");
  });

  test("updates one that somebody made without a version", () => {
    expect(templateStep(wanted, { ...stored, version: undefined }).kind).toBe("update");
  });

  test("leaves a newer version alone", () => {
    const step = templateStep(wanted, { ...stored, version: 4, priority: 1 });
    expect(templateText(step)).toBe("skip: version 4 is there, which is newer");
  });

  test.each([
    ["priority differs", { ...stored, priority: 100 }],
    ["data_stream differs", { ...stored, data_stream: undefined }],
    [
      "template.lifecycle.data_retention differs",
      { ...stored, template: { ...stored.template, lifecycle: { data_retention: "30d" } } },
    ],
    [
      "template.mappings.properties.a.type differs",
      {
        ...stored,
        template: {
          ...stored.template,
          mappings: { properties: { a: { type: "text", ignore_malformed: true } } },
        },
      },
    ],
    [
      "template.settings.index.refresh_interval differs",
      {
        ...stored,
        template: { ...stored.template, settings: { index: { number_of_replicas: "1" } } },
      },
    ],
  ])("updates the same version where %s", (because, there) => {
    expect(templateStep(wanted, there)).toEqual({ kind: "update", because });
  });
});

describe("the retention", () => {
  const template = (retentionDays?: number) => ({
    name: "logs-a",
    bodyFor: (days: number) => ({ days }),
    retentionDays,
  });

  test("is what is asked for", () => {
    expect(wantedBody(template(30), stored)).toEqual({ days: 30 });
  });

  test("else what is stored", () => {
    expect(wantedBody(template(), stored)).toEqual({ days: 90 });
  });

  test("else a year, also where what is stored is no number of days", () => {
    const odd = { template: { lifecycle: { data_retention: "12h" } } };
    expect([undefined, {}, odd].map((each) => wantedBody(template(), each))).toEqual(
      Array.from({ length: 3 }, () => ({ days: 365 })),
    );
  });
});
