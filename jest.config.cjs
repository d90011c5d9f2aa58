const { options, unit } = require("./jest.project.cjs");

/** What `npm test` runs: no slow suite, and a tenth of each property's cases. */
module.exports = { ...options, projects: [unit(0.1)] };
