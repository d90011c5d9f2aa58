const { project } = require("./jest.project.cjs");

/** Whole businesses over weeks: minutes of computing, so a command of its own. */
module.exports = { ...project("business", ["**/*.proof.ts"], 1), maxWorkers: "100%" };
