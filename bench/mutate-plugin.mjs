// What Stryker lacks for a sample of mutants: a checker that lets a sample pass, and a runner that
// runs, for a mutant, the files that cover it instead of all that import its file.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { strykerPlugins } from "@stryker-mutator/jest-runner";

const { MUTATE_SEED, MUTATE_COUNT, MUTATE_FILES } = process.env;

/** The same for a mutant as long as neither its place nor its text changes. */
function rank({ fileName, location, mutatorName, replacement }) {
  const file = fileName.slice(fileName.lastIndexOf("lambda/core/"));
  const identity = JSON.stringify([MUTATE_SEED, file, location, mutatorName, replacement]);
  return createHash("sha256").update(identity).digest("hex");
}

/** The sample passes one by one; all others are one group, which is refused. */
const sample = () => ({
  init: () => Promise.resolve(),
  group: (mutants) => {
    const ranked = mutants
      .map((mutant) => [rank(mutant), mutant.id])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, id]) => id);
    const count = Number(MUTATE_COUNT);
    const others = ranked.slice(count);
    const sampled = ranked.slice(0, count).map((id) => [id]);
    return Promise.resolve(others.length === 0 ? sampled : [...sampled, others]);
  },
  check: (group) => {
    const result =
      group.length === 1 ? { status: "passed" } : { status: "compileError", reason: "not sampled" };
    return Promise.resolve(Object.fromEntries(group.map(({ id }) => [id, result])));
  },
});

const [{ factory: newJestRunner }] = strykerPlugins;

/** Stryker's runner for Jest. The dry run leaves behind in which file each test stands. */
function covered(injector) {
  const runner = newJestRunner(injector);
  const { dryRun, mutantRun, run } = runner;
  let testFiles;
  runner.run = (settings) => run.call(runner, testFiles ? { ...settings, testFiles } : settings);
  runner.dryRun = async (options) => {
    const result = await dryRun.call(runner, options);
    const files = {};
    for (const { id, fileName } of result.tests ?? []) (files[id] ??= []).push(fileName);
    writeFileSync(MUTATE_FILES, JSON.stringify(files));
    return result;
  };
  runner.mutantRun = (options) => {
    const files = JSON.parse(readFileSync(MUTATE_FILES, "utf8"));
    testFiles = options.testFilter && [
      ...new Set(options.testFilter.flatMap((id) => files[id] ?? [])),
    ];
    return mutantRun.call(runner, options);
  };
  return runner;
}
covered.inject = newJestRunner.inject;

const plugins = [
  { kind: "Checker", name: "sample", factory: sample },
  { kind: "TestRunner", name: "jest-covered", factory: covered },
];
export { plugins as strykerPlugins };
