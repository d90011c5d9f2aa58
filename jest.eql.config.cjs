const unit = require("./jest.config.cjs");

/** Needs Python: runs the shipped EQL by Elastic's own engine for the language. */
module.exports = { ...unit, testMatch: ["**/*.eql.ts"], testTimeout: 300_000 };
