// The SDK warns of Node 20's end on every start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** What Jest takes from outside of projects only. */
const options = {
  maxWorkers: "100%",
  // A busy machine makes the slowest tests four times as slow.
  testTimeout: 30_000,
};

/**
 * Jest runs suites in a context of its own, where every look at a global costs much: a replay takes
 * four times as long without this.
 */
const LOOKED_UP_OFTEN = [
  "Array",
  "BigInt",
  "Buffer",
  "Error",
  "Float64Array",
  "Infinity",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "Promise",
  "Set",
  "String",
  "WeakMap",
];

/**
 * A Jest project.
 *
 * @param name what --selectProjects knows it by
 * @param testMatch the files that are its suites
 * @param shareOfRuns how much of its cases each property draws; see test/support/runs.ts
 */
const project = (name, testMatch, shareOfRuns) => ({
  displayName: name,
  rootDir: __dirname,
  testEnvironment: "node",
  runtime: "<rootDir>/jest.runtime.cjs",
  // The sources too, or --findRelatedTests knows nothing of them.
  roots: ["bench", "bin", "demo", "elastic", "lambda", "lib", "test"].map(
    (folder) => `<rootDir>/${folder}`,
  ),
  modulePathIgnorePatterns: ["<rootDir>/bin/\\.build/"],
  testMatch,
  globals: { shareOfRuns },
  sandboxInjectedGlobals: LOOKED_UP_OFTEN,
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/support/global-teardown.ts",
  setupFiles: ["<rootDir>/test/support/seed.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "commonjs" },
      },
    ],
  },
});

/** What answers within 90 seconds on two cores. */
const unit = (shareOfRuns) => project("unit", ["**/*.test.ts"], shareOfRuns);

/** What takes longer: faults, mutants, whole months, real processes. */
const slow = () => project("slow", ["**/*.slow.ts"], 1);

module.exports = { options, project, slow, unit };
