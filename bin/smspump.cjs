#!/usr/bin/env node
// Runs a bundle of smspump.ts: four times as fast over large files as running the sources one by
// one. It is built once and kept until a source changes; nothing has to be built by hand.
const { createHash } = require("node:crypto");
const {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const Module = require("node:module");
const { join, relative } = require("node:path");

const ROOT = join(__dirname, "..");
const FOLDER = join(__dirname, ".build");
const OPTIONS = {
  entryPoints: [join(__dirname, "smspump.ts")],
  bundle: true,
  platform: "node",
  target: "node20",
  // Needed by a few commands only, and large.
  external: ["@aws-sdk/*"],
  write: false,
  metafile: true,
  absWorkingDir: ROOT,
  logLevel: "error",
};

// Every command fails without them, each at another place.
for (const name of ["esbuild", "commander", "@aws-sdk/client-sns"]) {
  try {
    require.resolve(name);
  } catch {
    process.stderr.write(`smspump: its packages are not installed: run "npm ci" in ${ROOT}\n`);
    process.exit(1);
  }
}

const hashOf = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
};

// What the bundler would do differently: packages, options, this file.
const recipe = () =>
  hashOf(
    readFileSync(join(ROOT, "package-lock.json")),
    readFileSync(join(ROOT, "tsconfig.json")),
    readFileSync(__filename),
  );

// A kept bundle names its sources; it holds as long as each of them has the content it had.
const contentOf = (inputs) =>
  hashOf(...inputs.flatMap((path) => [path, readFileSync(join(ROOT, path))]));

function kept(key) {
  try {
    const { inputs, content, file } = JSON.parse(readFileSync(join(FOLDER, `${key}.json`), "utf8"));
    return contentOf(inputs) === content && statSync(join(FOLDER, file)) ? file : undefined;
  } catch {
    // Nothing is kept, or a source is gone.
    return undefined;
  }
}

// Another run may read at this moment: it must never see half of a file.
function write(name, text) {
  const fresh = join(FOLDER, `${name}.${process.pid}`);
  writeFileSync(fresh, text);
  renameSync(fresh, join(FOLDER, name));
}

function keep(key, file, inputs, content, bundle) {
  mkdirSync(FOLDER, { recursive: true });
  write(file, bundle);
  write(`${key}.json`, JSON.stringify({ inputs, content, file }));
  const dayAgo = Date.now() - 86_400_000;
  for (const name of readdirSync(FOLDER)) {
    const path = join(FOLDER, name);
    if (name !== file && name !== `${key}.json` && statSync(path).mtimeMs < dayAgo) {
      rmSync(path, { force: true });
    }
  }
}

function built(key) {
  const { outputFiles, metafile } = require("esbuild").buildSync(OPTIONS);
  const bundle = outputFiles[0].text;
  const inputs = Object.keys(metafile.inputs)
    .map((path) => relative(ROOT, join(ROOT, path)))
    .filter((path) => !path.includes("node_modules"));
  const content = contentOf(inputs);
  const file = `smspump-${hashOf(key, content)}.cjs`;
  try {
    keep(key, file, inputs, content, bundle);
  } catch {
    // A checkout that cannot be written to works too, if slower to start.
  }
  return { bundle, file };
}

const key = recipe();
const found = kept(key);
if (found !== undefined) require(join(FOLDER, found));
else {
  const { bundle, file } = built(key);
  const path = join(FOLDER, file);
  const module = new Module(path);
  module.filename = path;
  module.paths = Module._nodeModulePaths(FOLDER);
  module._compile(bundle, path);
}
