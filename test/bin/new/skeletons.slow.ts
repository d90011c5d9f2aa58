import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { place } from "../../../bin/new/place";
import { ruleSkeleton } from "../../../bin/new/rule";
import { sinkSkeleton } from "../../../bin/new/sink";
import type { Skeleton } from "../../../bin/new/skeleton";
import { sourceSkeleton } from "../../../bin/new/source";

const ROOT = join(__dirname, "../../..");
const COPIED = ["bench", "bin", "demo", "elastic", "lambda", "lib", "test", "tsconfig.json"];
const MINUTE = 60_000;

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "new-"));
  const filter = (path: string): boolean => !/[/](fixtures|golden|\.build)$/.test(path);
  for (const name of [...COPIED, ".prettierrc", "package.json"]) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true, filter });
  }
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

test(
  "a rule, a source and a sink compile as they are written",
  () => {
    const skeletons: readonly Skeleton[] = [
      ruleSkeleton("voice-call-burst"),
      sourceSkeleton("whatsapp-send", { service: "social-messaging", call: "SendWhatsAppMessage" }),
      sinkSkeleton("slack"),
    ];
    for (const skeleton of skeletons) {
      const { changed } = place(root, skeleton);
      expect(changed).toEqual([...new Set(skeleton.edits.map(({ path }) => path))]);
    }
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", root], { encoding: "utf8" });
    expect(stdout).toBe("");
  },
  5 * MINUTE,
);
