import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { configKeys } from "../../bin/docs/config-keys";
import { configurationPage } from "../../bin/docs/configuration-page";
import {
  generatedPages,
  orphansIn,
  staleFiles,
  type GeneratedFile,
} from "../../bin/docs/generated";
import { markdownTable } from "../../bin/docs/markdown-table";
import { rulesPage } from "../../bin/docs/rules-page";
import { parseConfig } from "../../lambda/core/model/config";
import { catalogue } from "../../lambda/core/rules";

const ROOT = join(__dirname, "..", "..");

describe("the generated pages", () => {
  let pages: readonly GeneratedFile[];
  let root: string;

  beforeAll(async () => {
    pages = await generatedPages();
  });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "docs-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const pathsOf = (files: readonly GeneratedFile[]) => files.map(({ path }) => path);

  test("are what the code says now; else run npm run generate", () => {
    expect(pathsOf(staleFiles(ROOT, pages))).toEqual([]);
  });

  test("are stale where their files are missing", () => {
    expect(staleFiles(root, pages)).toEqual(pages);
  });

  test("are stale where their files say something else", () => {
    for (const { path } of pages) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(ROOT, path), join(root, path));
    }
    for (const path of ["docs/rules.md", "elastic/native.ndjson"]) {
      appendFileSync(join(root, path), "\n");
    }
    expect(pathsOf(staleFiles(root, pages))).toEqual(["docs/rules.md", "elastic/native.ndjson"]);
  });

  test("a file that nothing generates any more is found in a folder of generated ones", () => {
    mkdirSync(join(root, "made/deep"), { recursive: true });
    for (const path of ["made/a.json", "made/deep/b.json", "made/deep/old.json"]) {
      appendFileSync(join(root, path), "{}");
    }
    const files = ["made/a.json", "made/deep/b.json"].map((path) => ({ path, text: "{}" }));
    expect(orphansIn(root, "made", files)).toEqual(["made/deep/old.json"]);
  });
});

describe("docs/rules.md", () => {
  test.each(catalogue)("shows everything that $id declares", (rule) => {
    const start = rulesPage().split(`\n## ${rule.id}\n`)[1] ?? "";
    const section = start.split("\n## ")[0] ?? "";
    const prose = rule.prose(rule.measure);
    for (const text of [
      rule.title,
      prose.description,
      rule.counts,
      rule.countedBy,
      rule.severity,
      rule.notify,
      `${rule.measure.threshold} ${rule.measure.kind === "unconfirmed-excess" ? "missing" : "hits"}`,
      `(runbooks/${rule.id}.md)`,
      ...rule.attack,
      ...prose.falsePositives,
      ...prose.blindSpots,
    ]) {
      expect(section).toContain(text);
    }
  });
});

describe("docs/configuration.md", () => {
  const keys = configKeys();

  test("explains every key in a whole sentence", () => {
    expect(keys.length).toBeGreaterThan(35);
    for (const { meaning } of keys) expect(meaning.description).toMatch(/^[`A-Z0-9].*\.$/);
  });

  test("knows every key that the parsed configuration has", () => {
    const known = new Set(keys.map(({ path }) => path.split(/[.[]/)[0]));
    expect(Object.keys(parseConfig({})).filter((key) => !known.has(key))).toEqual([]);
  });

  test("tells the defaults that the parser fills in", () => {
    const config = parseConfig({});
    const told = Object.fromEntries(
      keys
        .filter(({ group, default: value }) => group === "" && value !== undefined)
        .map((key) => [key.name, key.default]),
    );
    expect(config).toMatchObject(told);
    expect(told).toMatchObject({ quietMinutes: config.quietMinutes, otpPaths: config.otpPaths });
  });

  test("has a row for each key", () => {
    const rows = configurationPage()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    expect(rows).toHaveLength(keys.length);
  });
});

describe("a Markdown table", () => {
  test("keeps a cell's bar and line break from ending the cell", () => {
    expect(markdownTable(["key", "value"], [["a|b", "c\nd"]])).toBe(
      ["| key  | value |", "| ---- | ----- |", "| a\\|b | c d   |"].join("\n"),
    );
  });
});
