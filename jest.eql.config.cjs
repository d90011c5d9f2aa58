const { options, project } = require("./jest.project.cjs");

/** Needs Python: runs the shipped EQL by Elastic's own engine for the language. */
module.exports = { ...options, ...project("eql", ["**/*.eql.ts"], 1), testTimeout: 300_000 };
