const unit = require("./jest.config.cjs");

/** Whole businesses over weeks: minutes of computing, so a command of its own. */
module.exports = { ...unit, testMatch: ["**/*.proof.ts"] };
