const endToEnd = require("./jest.e2e.config.cjs");

/** Needs Python: deploys earlier versions on the emulator, and this one over each. */
module.exports = {
  ...endToEnd,
  displayName: "upgrade",
  testMatch: ["**/test/upgrade/*.e2e.ts"],
};
