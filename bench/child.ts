import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** Bundles a script of this folder, as the command line is bundled, and says where it lies. */
export function bundled(script: string, folder: string): string {
  const outfile = join(folder, script.replace(/\.ts$/, ".cjs"));
  buildSync({
    entryPoints: [join(__dirname, script)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return outfile;
}

/** Runs a bundle in a process of its own and reads what it prints as JSON. */
export const runChild = (
  bundle: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): unknown =>
  JSON.parse(execFileSync(process.execPath, [...nodeFlags, bundle, ...args], { encoding: "utf8" }));
