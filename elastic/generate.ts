import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { staleFiles } from "./files";

const ROOT = join(__dirname, "..");

function write(): void {
  for (const { path, text } of staleFiles(ROOT)) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

function check(): void {
  for (const { path } of staleFiles(ROOT)) {
    process.stderr.write(`${path} is stale: run npm run elastic and commit it\n`);
    process.exitCode = 1;
  }
}

const [option, ...rest] = process.argv.slice(2);
if (option === undefined) write();
else if (option === "--check" && rest.length === 0) check();
else {
  process.stderr.write("usage: npm run elastic [-- --check]\n");
  process.exitCode = 2;
}
