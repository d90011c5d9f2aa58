const { options, slow, unit } = require("./jest.project.cjs");

/** Every suite, and every case of every property. */
module.exports = { ...options, projects: [unit(1), slow()] };
