#!/usr/bin/env node
// Bundles smspump.ts and runs the bundle: four times as fast over large files as running the
// sources one by one, and nothing to build by hand.
const { mkdirSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const folder = join(__dirname, ".build");
const bundle = join(folder, "smspump.cjs");

const { outputFiles } = buildSync({
  entryPoints: [join(__dirname, "smspump.ts")],
  bundle: true,
  platform: "node",
  target: "node20",
  // Needed by drills only, and large.
  external: ["@aws-sdk/*"],
  write: false,
  logLevel: "error",
});
mkdirSync(folder, { recursive: true });
// Another run may read the bundle at this moment: it must never see half of one.
const fresh = `${bundle}.${process.pid}`;
writeFileSync(fresh, outputFiles[0].contents);
renameSync(fresh, bundle);
require(bundle);
