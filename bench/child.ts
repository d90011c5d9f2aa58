import { execFile, execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
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

const execute = promisify(execFile);

/**
 * Runs a bundle once for each list of arguments, as many at a time as there are processors.
 *
 * @param onDone is told after each how many have ended, and what it printed to which arguments
 * @returns what each printed as JSON, in the order of the arguments
 */
export async function runChildren(
  bundle: string,
  all: readonly (readonly string[])[],
  nodeFlags: readonly string[] = [],
  onDone: (done: number, position: number, result: unknown) => void = () => undefined,
): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  let done = 0;
  const waiting = [...all.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [position, args] = next;
      const { stdout } = await execute(process.execPath, [...nodeFlags, bundle, ...args]);
      results[position] = JSON.parse(stdout);
      onDone(++done, position, results[position]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
