import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { place } from "../../../bin/new/place";
import { ruleSkeleton } from "../../../bin/new/rule";
import { sinkSkeleton } from "../../../bin/new/sink";
import { sourceSkeleton } from "../../../bin/new/source";

const ROOT = join(__dirname, "../../..");
const COPIED = [
  "bench",
  "bin",
  "demo",
  "elastic",
  "lambda",
  "lib",
  "test",
  "tsconfig.json",
  "cdk.json",
];
const MINUTE = 60_000;

const skeletons = {
  rule: ruleSkeleton("voice-call-burst"),
  source: sourceSkeleton("whatsapp-send", {
    service: "social-messaging",
    call: "SendWhatsAppMessage",
  }),
  sink: sinkSkeleton("slack"),
};

let root: string;
let problems: readonly string[];

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "new-"));
  const filter = (path: string): boolean => !/[/](fixtures|golden|\.build)$/.test(path);
  for (const name of [...COPIED, ".prettierrc", "package.json"]) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true, filter });
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  for (const skeleton of Object.values(skeletons)) {
    const { changed } = place(root, skeleton);
    expect(changed).toEqual([...new Set(skeleton.edits.map(({ path }) => path))]);
  }
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", root], { encoding: "utf8" });
  problems = stdout.split("\n").filter((line) => line !== "");
}, 5 * MINUTE);

afterAll(() => {
  rmSync(root, { recursive: true });
});

test.each(Object.entries(skeletons))("a %s compiles as it is written", (_, { files }) => {
  expect(problems.filter((line) => files.some(({ path }) => line.includes(path)))).toEqual([]);
});

test("and so does all that was there before", () => {
  const written = Object.values(skeletons).flatMap(({ files }) => files);
  expect(problems.filter((line) => !written.some(({ path }) => line.includes(path)))).toEqual([]);
});
