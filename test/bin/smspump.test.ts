import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

describe("the bundle of the command line", () => {
  let root: string;

  /** A checkout of a command line that prints one word. */
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "smspump-"));
    mkdirSync(join(root, "bin"));
    symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
    for (const name of ["package-lock.json", "tsconfig.json", "bin/smspump.cjs"]) {
      cpSync(join(ROOT, name), join(root, name));
    }
    writeFileSync(
      join(root, "bin/smspump.ts"),
      'import { word } from "./word";\nconsole.log(word);',
    );
    say("one");
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const say = (word: string): void => {
    writeFileSync(join(root, "bin/word.ts"), `export const word: string = "${word}";`);
  };

  const ran = (): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, "bin/smspump.cjs")], {
      encoding: "utf8",
    });
    return `${stdout}${stderr}`.trim();
  };

  const kept = (): readonly string[] => readdirSync(join(root, "bin/.build")).sort();

  test("is built once and kept", () => {
    expect(ran()).toBe("one");
    const [, bundle = ""] = kept();
    // What is run is the file, not the sources.
    writeFileSync(join(root, "bin/.build", bundle), 'console.log("kept");');
    expect(ran()).toBe("kept");
  });

  test("is built again when a source says something else, and back", () => {
    expect(ran()).toBe("one");
    say("two");
    expect(ran()).toBe("two");
    say("one");
    expect(ran()).toBe("one");
  });

  test("is built again when what is kept is broken", () => {
    expect(ran()).toBe("one");
    for (const name of kept().filter((each) => each.endsWith(".json"))) {
      writeFileSync(join(root, "bin/.build", name), "{");
    }
    expect(ran()).toBe("one");
  });

  test("says in one sentence that packages are missing, though a bundle is kept", () => {
    expect(ran()).toBe("one");
    rmSync(join(root, "node_modules"));
    expect(ran()).toBe(`smspump: its packages are not installed: run "npm ci" in ${root}`);
  });

  test("runs from memory where nothing can be written", () => {
    // A file in the folder's place stops root too, whom no mode stops.
    writeFileSync(join(root, "bin/.build"), "");
    expect(ran()).toBe("one");
  });
});
