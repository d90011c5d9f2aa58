const { slow, unit } = require("./jest.project.cjs");

/** Every suite, and every case of every property. */
module.exports = { maxWorkers: "100%", projects: [unit(1), slow()] };
