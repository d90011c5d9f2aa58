import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readKey } from "../../../bin/elastic/read-key";

const KEY = Buffer.from("smsPumpingTestKeyId0:smsPumpingTestSecret00").toString("base64");

describe("the API key", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "key-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const fileOf = (text: string): string => {
    const path = join(folder, "key");
    writeFileSync(path, text);
    return path;
  };

  test("comes from the environment", () => {
    expect(readKey(undefined, { ELASTIC_API_KEY: ` ${KEY}\n` })).toBe(KEY);
  });

  test("comes from the file that is named, whatever the environment says", () => {
    expect(readKey(fileOf(`${KEY}\n`), { ELASTIC_API_KEY: "other" })).toBe(KEY);
  });

  test("may be one of Elastic Cloud's own", () => {
    expect(readKey(fileOf("essu_abc-DEF123=="), {})).toBe("essu_abc-DEF123==");
  });

  test.each([
    ["", "got nothing"],
    ["id:secret", "got id:api_key; give the encoded form"],
    [`ApiKey ${KEY}`, "give the key without ApiKey before it"],
    [`{"id":"x","encoded":"${KEY}"}`, 'give only the text that stands under "encoded"'],
    ["two words", "got characters that no encoded API key has"],
  ])("refuses %j without repeating it", (text, said) => {
    const path = fileOf(text);
    expect(() => readKey(path, {})).toThrow(said);
    if (text !== "") expect(() => readKey(path, {})).not.toThrow(text);
  });

  test("refuses to be missing, and says where to put it", () => {
    expect(() => readKey(undefined, {})).toThrow(
      "no API key: set ELASTIC_API_KEY, or give --api-key-file (- is standard input)",
    );
    expect(() => readKey(join(folder, "none"), {})).toThrow("none: no such file or folder");
  });

  test("refuses itself in the place of its file's path, without repeating it", () => {
    expect(() => readKey(KEY, {})).toThrow("got what looks like a key");
    expect(() => readKey(KEY, {})).not.toThrow(KEY);
  });
});
