import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FIXTURES = join(__dirname, "..", "fixtures");

export type Json = Record<string, unknown>;

/** A fixture by its path below test/fixtures, without the extension; a new copy at each call. */
export const fixture = (path: string): Json =>
  JSON.parse(readFileSync(join(FIXTURES, `${path}.json`), "utf8")) as Json;

/** The paths of all fixtures below a folder of test/fixtures, as `fixture` takes them. */
export function fixturesIn(folder: string): readonly string[] {
  return readdirSync(join(FIXTURES, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name.slice(0, -".json".length)))
    .sort();
}
