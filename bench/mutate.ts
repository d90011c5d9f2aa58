import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import type { Stryker as Engine } from "@stryker-mutator/core";

/* How many mutants of lambda/core the unit project kills, of a sample drawn by a seed.

   npm run mutate -- [--count 100] [--seed 1] [--concurrency 1]   about a minute for each mutant
   npm run mutate -- --near                       stops at the tests of the mutant's folder: a lower bound
   npm run mutate -- --mutate lambda/core/model/ip.ts             of some files only

   Suites that start processes or need DynamoDB Local do not take part, so the real figure is
   higher. */

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    concurrency: { type: "string", default: "1" },
    near: { type: "boolean", default: false },
    mutate: { type: "string", multiple: true, default: ["lambda/core/**/*.ts"] },
  },
});

const KILLED = ["Killed", "RuntimeError"];

/** Mutants that were not drawn come back as if they did not compile. */
const NOT_DRAWN = "CompileError";

type Mutant = Awaited<ReturnType<Engine["runMutationTest"]>>[number];

const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, 120);

/** The text that a mutant replaced, as far as its first line. */
function originalOf({ fileName, location: { start, end } }: Mutant): string {
  const line = readFileSync(fileName, "utf8").split("\n")[start.line - 1] ?? "";
  return line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
}

function describe(mutant: Mutant): string {
  const { fileName, location, mutatorName, replacement, status } = mutant;
  const place = `${relative(process.cwd(), fileName)}:${location.start.line}`;
  const change = `${oneLine(originalOf(mutant))} → ${oneLine(replacement)}`;
  return `${status}  ${place}  ${mutatorName}: ${change}`;
}

async function run(): Promise<void> {
  // It is an ES module all the way down, which only import() loads.
  const { Stryker } = await import("@stryker-mutator/core");
  const folder = mkdtempSync(join(tmpdir(), "mutate-"));
  Object.assign(process.env, {
    MUTATE_SEED: values.seed,
    MUTATE_COUNT: values.count,
    MUTATE_NEAR: values.near ? "1" : "",
    MUTATE_FILES: join(folder, "test-files.json"),
  });
  try {
    const all = await new Stryker({
      mutate: values.mutate,
      plugins: ["@stryker-mutator/jest-runner", join(__dirname, "mutate-plugin.mjs")],
      testRunner: "jest-covered",
      checkers: ["sample"],
      coverageAnalysis: "perTest",
      jest: { configFile: "jest.mutate.config.cjs" },
      ignorePatterns: ["cdk.out", "bin/.build", ".venv*"],
      reporters: ["outcomes"],
      concurrency: Number(values.concurrency),
      dryRunTimeoutMinutes: 60,
      timeoutMS: 60_000,
      cleanTempDir: "always",
      logLevel: "warn" as never,
    }).runMutationTest();
    const drawn = all.filter(({ status }) => status !== NOT_DRAWN);
    const alive = drawn.filter(({ status }) => !KILLED.includes(status));
    for (const mutant of alive) console.log(describe(mutant));
    console.log(
      `killed ${drawn.length - alive.length} of ${drawn.length} (a timeout is no kill), drawn by seed ${values.seed} ` +
        `from ${all.length} mutants of ${values.mutate.join(" ")}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void run();
