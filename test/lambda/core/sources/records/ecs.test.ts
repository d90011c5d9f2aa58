import fc from "fast-check";
import {
  fieldNumbers,
  fieldPath,
  fieldTexts,
  fieldValues,
  hasFieldSet,
} from "../../../../../lambda/core/sources/records/ecs";

const METHOD = fieldPath("http.request.method");
const STATUS = fieldPath("http.response.status_code");

describe("fieldValues", () => {
  it.each([
    { http: { request: { method: "POST" } } },
    { "http.request.method": "POST" },
    { "http.request": { method: "POST" } },
    { http: { "request.method": "POST" } },
    { http: [{ request: { method: ["POST"] } }] },
    { "http.request": [{ other: 1 }, { method: [["POST"]] }] },
  ])("finds a field in %j", (document) => {
    expect(fieldValues(document, METHOD)).toEqual(["POST"]);
  });

  it("collects the values of every spelling and of every element", () => {
    const document = {
      http: [{ request: { method: ["GET", null] } }, { "request.method": "PUT" }, 7, null],
      "http.request.method": "POST",
    };
    expect(fieldValues(document, METHOD)).toEqual(["GET", "PUT", "POST"]);
  });

  it("takes null, empty lists and missing steps for absent", () => {
    for (const document of [
      {},
      { http: null },
      { http: "POST" },
      { http: { request: { method: null } } },
      { http: { request: { method: [] } } },
      { http: { request: [] } },
    ]) {
      expect(fieldValues(document, METHOD)).toEqual([]);
    }
  });

  it("finds a value however its path is cut into keys and wrapped in lists", () => {
    const cuts = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(cuts, fc.string(), ([first, second, listed, leafListed], value) => {
        const names = `http${first ? "." : " "}request${second ? "." : " "}method`.split(" ");
        let node: unknown = leafListed ? [value] : value;
        for (const name of names.reverse()) node = listed ? [{ [name]: node }] : { [name]: node };
        const document = (listed ? (node as unknown[])[0] : node) as Record<string, unknown>;
        expect(fieldValues(document, METHOD)).toEqual([value]);
      }),
    );
  });

  it("does not see what a document inherits", () => {
    expect(fieldValues({}, fieldPath("constructor.name"))).toEqual([]);
    expect(
      fieldValues(JSON.parse('{"__proto__":{"method":"POST"}}') as never, fieldPath("method")),
    ).toEqual([]);
  });

  it("gives up on lists that are longer or deeper than telemetry has", () => {
    expect(fieldValues({ a: Array<number>(1_000_000).fill(1) }, fieldPath("a"))).toHaveLength(256);
    let nested: unknown = "POST";
    for (let depth = 0; depth < 50_000; depth++) nested = [nested];
    expect(fieldValues({ "http.request.method": nested }, METHOD)).toEqual([]);
  });
});

describe("fieldTexts", () => {
  it("keeps case, spells numbers and booleans, and leaves objects out", () => {
    const document = { "http.request.method": ["Post", 7, true, {}, "POST"] };
    expect(fieldTexts(document, METHOD)).toEqual(["Post", "7", "true", "POST"]);
  });

  it("cuts what is longer than asked for", () => {
    expect(fieldTexts({ "http.request.method": "abcdef" }, METHOD, 3)).toEqual(["abc"]);
  });
});

describe("fieldNumbers", () => {
  it("reads numbers and texts of digits, and nothing else", () => {
    const values = [200, "404", 429.9, "4e2", "", " 200", "-", true, null, Infinity, NaN, {}];
    expect(fieldNumbers({ http: { response: { status_code: values } } }, STATUS)).toEqual([
      200, 404, 429,
    ]);
  });
});

describe("hasFieldSet", () => {
  it("sees nested and dotted fields", () => {
    expect(hasFieldSet({ http: { version: "2" } }, "http")).toBe(true);
    expect(hasFieldSet({ http: [{ version: "2" }] }, "http")).toBe(true);
    expect(hasFieldSet({ "http.version": "2" }, "http")).toBe(true);
    expect(hasFieldSet({ "aws.cloudtrail": { read_only: true } }, "aws.cloudtrail")).toBe(true);
  });

  it("sees none in empty objects, scalars and longer names", () => {
    for (const document of [{}, { http: {} }, { http: "2" }, { https: { a: 1 } }, { http: null }]) {
      expect(hasFieldSet(document, "http")).toBe(false);
    }
  });
});
