const { options, project } = require("./jest.project.cjs");

module.exports = {
  ...options,
  ...project("e2e", ["**/test/e2e/*.e2e.ts"], 1),
  testTimeout: 180_000,
};
