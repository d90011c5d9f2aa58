import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatedFiles, staleFiles } from "../../elastic/files";
import { ROOT } from "./shipped";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "elastic-"));
  mkdirSync(join(root, "elastic"));
  mkdirSync(join(root, "docs/elastic"), { recursive: true });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

test("the checked-in files are what the rules say now; else run npm run elastic", () => {
  expect(staleFiles(ROOT).map(({ path }) => path)).toEqual([]);
});

test("files are stale where they are missing", () => {
  expect(staleFiles(root)).toEqual(generatedFiles());
});

test("files are stale where they say something else", () => {
  for (const { path } of generatedFiles()) cpSync(join(ROOT, path), join(root, path));
  appendFileSync(join(root, "elastic/native.ndjson"), "\n");
  expect(staleFiles(root).map(({ path }) => path)).toEqual(["elastic/native.ndjson"]);
});

test("a profile has one file for a licence with suppression and one for any", () => {
  expect(generatedFiles().map(({ path }) => path)).toEqual([
    "elastic/versions.json",
    "elastic/findings.ndjson",
    "elastic/findings-basic.ndjson",
    "elastic/native.ndjson",
    "elastic/native-basic.ndjson",
    "docs/elastic/rules.md",
  ]);
});
