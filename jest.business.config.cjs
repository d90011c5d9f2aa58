const { options, project } = require("./jest.project.cjs");

/** Whole businesses over weeks: minutes of computing, so a command of its own. */
module.exports = { ...options, ...project("business", ["**/*.proof.ts"], 1) };
