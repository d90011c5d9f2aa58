const { options, project } = require("./jest.project.cjs");

/** Needs Maven and a JDK 17: proves on a real Elasticsearch what goes to Elastic. */
module.exports = {
  ...options,
  ...project("elastic", ["**/*.real.ts"], 1),
  maxWorkers: 1,
  globalSetup: "<rootDir>/test/elastic-real/node/setup.ts",
  globalTeardown: "<rootDir>/test/elastic-real/node/teardown.ts",
  testTimeout: 300_000,
};
