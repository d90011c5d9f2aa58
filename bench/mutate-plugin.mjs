// What Stryker lacks for a sample of mutants: a checker that lets a sample pass, and a runner that
// runs, for a mutant, the files that cover it, the nearest first, instead of all that import its file.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { strykerPlugins } from "@stryker-mutator/jest-runner";

const { MUTATE_SEED, MUTATE_COUNT, MUTATE_FILES, MUTATE_NEAR } = process.env;

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

/**
 * Test files in parts: those of the source itself, those in its folder, all others. A mutant that
 * dies in a near one needs none of the far ones.
 */
function inParts(testFiles, source) {
  const own = `/test/${source.slice(source.lastIndexOf("lambda/core/"), -".ts".length)}.`;
  const folder = posix.dirname(own);
  const parts = [[], [], []];
  for (const file of testFiles) {
    const isNear = posix.dirname(file).endsWith(folder);
    parts[file.includes(own) ? 0 : isNear ? 1 : 2].push(file);
  }
  return (MUTATE_NEAR ? parts.slice(0, 2) : parts).filter((part) => part.length > 0);
}

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
  runner.mutantRun = async (options) => {
    const files = JSON.parse(readFileSync(MUTATE_FILES, "utf8"));
    const ids = options.testFilter ?? Object.keys(files);
    const all = [...new Set(ids.flatMap((id) => files[id] ?? []))];
    let result;
    for (testFiles of inParts(all, options.sandboxFileName)) {
      result = await mutantRun.call(runner, options);
      if (result.status !== "survived") break;
    }
    testFiles = undefined;
    return result ?? { status: "survived", nrOfTests: 0 };
  };
  return runner;
}
covered.inject = newJestRunner.inject;

/** Says what became of each drawn mutant at once: a run that is broken off has told that much. */
const outcomes = () => ({
  onMutantTested: ({ status, statusReason, fileName, location, mutatorName, replacement }) => {
    if (status === "CompileError") return;
    const file = fileName.slice(fileName.lastIndexOf("lambda/core/"));
    const change = `${mutatorName}: ${replacement.replace(/\s+/g, " ").slice(0, 80)}`;
    // A busy machine ends a test that the mutant does not.
    const late = /Exceeded timeout/.test(statusReason ?? "") ? " by a timeout" : "";
    console.log(`${status}${late}  ${file}:${location.start.line}  ${change}`);
  },
});

const plugins = [
  { kind: "Checker", name: "sample", factory: sample },
  { kind: "TestRunner", name: "jest-covered", factory: covered },
  { kind: "Reporter", name: "outcomes", factory: outcomes },
];
export { plugins as strykerPlugins };
