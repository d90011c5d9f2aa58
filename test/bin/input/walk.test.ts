import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { walk } from "../../../bin/input/walk";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "smspump-walk-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function put(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), "{}");
  }
}

const found = (...paths: readonly string[]) => {
  const { files, problems } = walk(paths.map((path) => (path === "-" ? path : join(root, path))));
  return {
    files: files.map((file) => file.replace(`${root}/`, "")),
    problems: problems.map(({ message }) => message.replace(`${root}/`, "").replace(root, ".")),
  };
};

describe("walking the paths of a command line", () => {
  test("takes the files of a folder and its folders in the order of their names", () => {
    put("b.json", "a/2.json.gz", "a/10.json", "c.NDJSON", "B.log", "a.jsonl", "plain");
    expect(found("")).toEqual({
      files: ["B.log", "a/10.json", "a/2.json.gz", "a.jsonl", "b.json", "c.NDJSON", "plain"],
      problems: [],
    });
  });

  test("leaves out other files, hidden ones and CloudTrail's digests", () => {
    put("a.json", "b.txt", "c.csv", ".hidden.json", ".git/d.json", "CloudTrail-Digest/e.json.gz");
    expect(found("")).toEqual({ files: ["a.json"], problems: [] });
  });

  test("takes a file that is named itself, whatever its name", () => {
    put("notes.txt", ".hidden");
    expect(found("notes.txt", ".hidden", "-")).toEqual({
      files: ["notes.txt", ".hidden", "-"],
      problems: [],
    });
  });

  test("keeps the order of the paths and takes each file once", () => {
    put("b/1.json", "a/2.json");
    expect(found("b", "a", "b/1.json", "-", "-").files).toEqual(["b/1.json", "a/2.json", "-"]);
  });

  test("reports what is missing and takes the rest", () => {
    put("a.json");
    expect(found("missing", "a.json")).toEqual({
      files: ["a.json"],
      problems: ["missing: no such file or folder"],
    });
  });

  test("refuses a folder that holds no file of records", () => {
    put("sub/readme.txt");
    expect(found("sub")).toEqual({
      files: [],
      problems: ["sub: holds no file that ends in .json, .jsonl, .ndjson, .log, .gz"],
    });
  });

  test("follows symbolic links, yet neither in a circle nor twice to one folder", () => {
    put("logs/a.json", "elsewhere/b.json");
    symlinkSync(join(root, "logs"), join(root, "logs/circle"));
    symlinkSync(join(root, "elsewhere"), join(root, "logs/link"));
    symlinkSync(join(root, "elsewhere"), join(root, "logs/twice"));
    symlinkSync(join(root, "elsewhere/b.json"), join(root, "logs/z.json"));
    symlinkSync(join(root, "nowhere"), join(root, "logs/dangling.json"));
    symlinkSync(join(root, "logs/self"), join(root, "logs/self"));
    expect(found("logs")).toEqual({
      files: ["logs/a.json", "logs/link/b.json", "logs/z.json"],
      problems: [],
    });
  });

  (process.getuid?.() === 0 ? test.skip : test)(
    "reports a folder that it may not read and takes the rest",
    () => {
      put("logs/a.json", "logs/secret/b.json");
      chmodSync(join(root, "logs/secret"), 0);
      expect(found("logs")).toEqual({
        files: ["logs/a.json"],
        problems: ["logs/secret: permission denied"],
      });
      chmodSync(join(root, "logs/secret"), 0o700);
    },
  );
});
