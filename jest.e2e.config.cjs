const unit = require("./jest.config.cjs");

module.exports = {
  ...unit,
  roots: ["<rootDir>/test/e2e"],
  testMatch: ["**/*.e2e.ts"],
  testTimeout: 180_000,
};
