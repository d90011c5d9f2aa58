const { options, unit } = require("./jest.project.cjs");

const { globalSetup, globalTeardown, ...project } = unit(0.1);

/** Of the unit suites those that judge lambda/core in their own process, for `npm run mutate`. */
module.exports = {
  ...options,
  ...project,
  testPathIgnorePatterns: [
    "/test/(?:bench|demo|lib)/",
    "/test/bin/(?:commands|elastic|input|redrive)/",
    "/test/eql/",
    "/test/lambda/adapters/",
    // They measure time, which instrumented code takes more of.
    "/hostile\\.test",
  ],
};
