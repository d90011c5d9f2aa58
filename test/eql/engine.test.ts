import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareEngine } from "./engine";

const TEST = join(__dirname, "..");

test("refuses to go on without Python, and says what to install", () => {
  const folder = mkdtempSync(join(tmpdir(), "eql-"));
  try {
    expect(() => {
      prepareEngine(join(folder, "venv"), join(folder, "no-python"));
    }).toThrow(/no-python.*ENOENT[^]*Install Python 3\.9 or later/);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("no suite of `npm test` or `npm run test:all` starts Python: what does has a command of its own", () => {
  const files = readdirSync(TEST, { recursive: true, encoding: "utf8" });
  const suites = files.filter(
    (name) => /\.(?:test|slow)\.ts$/.test(name) && !name.includes("eql/engine"),
  );
  const starters = suites.filter((name) =>
    /^import (?!type)[^;]*\beql\/(?:engine|shipped)"|\bpython3?\b["']/m.test(
      readFileSync(join(TEST, name), "utf8"),
    ),
  );
  expect(suites.length).toBeGreaterThan(100);
  expect(starters).toEqual([]);
  const { projects } = jest.requireActual<{
    projects: readonly { readonly testMatch: readonly string[] }[];
  }>(join(TEST, "../jest.all.config.cjs"));
  expect(projects.flatMap(({ testMatch }) => testMatch)).toEqual(["**/*.test.ts", "**/*.slow.ts"]);
});
