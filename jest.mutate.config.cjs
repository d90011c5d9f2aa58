const { options, unit } = require("./jest.project.cjs");

const { globalSetup, globalTeardown, ...project } = unit(0.1);

/** Of the unit suites those that judge lambda/core in their own process, for `npm run mutate`. */
module.exports = {
  ...options,
  ...project,
  testPathIgnorePatterns: [
    "/test/(?:bench|bin|demo|docs|elastic|eql|lib)/",
    "/test/lambda/adapters/",
    "/stored-by-0\\.1\\.0\\.test",
    "/test/support/(?:elastic|kibana)-server",
    // They measure time, which instrumented code takes more of.
    "/hostile\\.test",
  ],
};
