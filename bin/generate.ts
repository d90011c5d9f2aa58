import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { demoFiles } from "../demo/generate";
import { goldenFiles } from "../test/support/golden-files";
import { generatedPages, orphansIn, staleFiles, type GeneratedFile } from "./docs/generated";

const ROOT = join(__dirname, "..");

interface Producer {
  readonly files: () => Promise<readonly GeneratedFile[]>;
  /** A folder that holds nothing else. */
  readonly folder?: string;
}

/** In this order: the pages show what the demo's archive comes to. */
const PRODUCERS: readonly Producer[] = [
  { files: () => Promise.resolve(demoFiles()), folder: "demo/cloudtrail" },
  { files: generatedPages },
  { files: goldenFiles, folder: "test/golden" },
];

interface Stale {
  readonly files: readonly GeneratedFile[];
  readonly orphans: readonly string[];
}

async function staleOf({ files: make, folder }: Producer): Promise<Stale> {
  const files = await make();
  const orphans = folder === undefined ? [] : orphansIn(ROOT, folder, files);
  return { files: staleFiles(ROOT, files), orphans };
}

async function write(): Promise<void> {
  for (const producer of PRODUCERS) {
    const { files, orphans } = await staleOf(producer);
    for (const { path, text } of files) {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true });
      writeFileSync(join(ROOT, path), path.endsWith(".gz") ? gzipSync(text, { level: 9 }) : text);
      process.stdout.write(`wrote ${path}\n`);
    }
    for (const path of orphans) {
      rmSync(join(ROOT, path));
      process.stdout.write(`removed ${path}\n`);
    }
  }
}

async function check(): Promise<void> {
  for (const producer of PRODUCERS) {
    const { files, orphans } = await staleOf(producer);
    for (const path of [...files.map((file) => file.path), ...orphans]) {
      process.stderr.write(`${path} is stale: run npm run generate and commit it\n`);
      process.exitCode = 1;
    }
  }
}

const [option, ...rest] = process.argv.slice(2);
if (option === undefined) void write();
else if (option === "--check" && rest.length === 0) void check();
else {
  process.stderr.write("usage: npm run generate [-- --check]\n");
  process.exitCode = 2;
}
