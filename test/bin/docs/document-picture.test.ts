import { documentPicture } from "../../../bin/docs/document-picture";
import { exampleDocuments } from "../../../bin/docs/examples/examples";
import type { ElasticDocument } from "../../../lambda/core/elastic/document";
import { FIELDS } from "../../../lambda/core/elastic/fields";

let example: ElasticDocument;

beforeAll(async () => {
  example = (await exampleDocuments()).get("incident")!;
});

const textsOf = (kind: string): readonly string[] =>
  [...documentPicture(example).matchAll(new RegExp(`class="${kind}">([^<]*)</text>`, "g"))].map(
    ([, text = ""]) => text,
  );

test("the picture shows mapped fields, each with the value that the example has", () => {
  const names = textsOf("name");
  const values = textsOf("value");
  const mapped = FIELDS.map(([name]) => name);
  expect(names.filter((name) => !mapped.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(20);
  expect(values).toHaveLength(names.length);
  expect(values.filter((value) => value === "" || value.length > 74)).toEqual([]);
  expect(values[names.indexOf("event.id")]).toBe(example.id.replace(/^incident-|-1$/g, ""));
});

test("every line of the picture lies within its frame", () => {
  const svg = documentPicture(example);
  const height = Number(/height="(\d+)" viewBox/.exec(svg)?.[1]);
  const lines = [...svg.matchAll(/ y="(\d+)"/g)].map(([, y]) => Number(y));
  expect(Math.max(...lines)).toBeLessThan(height);
});
