const { slow, unit } = require("./jest.project.cjs");

module.exports = { maxWorkers: "100%", projects: [unit(0.1), slow()] };
