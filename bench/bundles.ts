import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { bundling } from "../lib/constructs/node-function";
import { DETECT_ENV } from "../lambda/detect/env";
import { FORWARD_ENV } from "../lambda/forward/env";
import { NOTIFY_ENV } from "../lambda/notify/env";
import { RELAY_ENV } from "../lambda/relay/env";
import { SPEND_ENV } from "../lambda/spend/env";
import { SWEEP_ENV } from "../lambda/sweep/env";
import { parseConfig } from "../lambda/core/model/config";
import { spendSettings } from "../lambda/core/spend/spend-settings";

/** A function's bundle and the median time that a fresh process takes to load it. */
export interface BundleRow {
  readonly function: string;
  readonly KiB: number;
  readonly goalKiB: number;
  /** As deployed; net of an empty bundle. */
  readonly requireMs: number;
  /** With the bundle's source map and `--enable-source-maps`; net of the same empty bundle. */
  readonly requireMsWithMap: number;
  readonly goalMs: number;
}

const DETECTOR = parseConfig({});
const GUARD = { settings: spendSettings({ monthlyBudgetUsd: 100 }), alarms: [] };

/** What each function is told: in its environment by name, and in its bundle. */
const FUNCTIONS = {
  detect: { names: DETECT_ENV, configuration: DETECTOR },
  relay: { names: RELAY_ENV, configuration: DETECTOR },
  sweep: { names: SWEEP_ENV, configuration: DETECTOR },
  notify: { names: NOTIFY_ENV, configuration: DETECTOR },
  forward: { names: FORWARD_ENV, configuration: DETECTOR },
  spend: { names: SPEND_ENV, configuration: GUARD },
} as const;

type Name = keyof typeof FUNCTIONS;

const PROCESSES = 9;
const LAMBDA = join(__dirname, "..", "lambda");
const TIMED = `
const begun = process.hrtime.bigint();
require(process.argv[1]);
process.stdout.write(String(Number(process.hrtime.bigint() - begun) / 1e6));
process.exit();
`;

/** Bundles a handler with the very options that the stack bundles it with. */
function bundleOf(name: Name, folder: string): string {
  const { mainFields, externalModules, define, minify, keepNames } = bundling(
    FUNCTIONS[name].configuration,
  );
  const outfile = join(folder, `${name}.js`);
  buildSync({
    entryPoints: [join(LAMBDA, name, "handler.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    sourcemap: true,
    sourcesContent: false,
    minify,
    keepNames,
    define,
    mainFields,
    external: externalModules,
    logLevel: "error",
  });
  return outfile;
}

const environment = (names: readonly string[]): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  AWS_REGION: "us-east-1",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  ...Object.fromEntries(names.map((name) => [name, "bench"])),
});

function requireMs(bundle: string, env: NodeJS.ProcessEnv, ...flags: readonly string[]): number {
  const out = execFileSync(process.execPath, [...flags, "-e", TIMED, bundle], {
    env,
    encoding: "utf8",
  });
  return Number(out);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Each process with the bundle has one with its map, and one with an empty bundle, beside it. */
function netMs(
  bundle: string,
  empty: string,
  env: NodeJS.ProcessEnv,
): Pick<BundleRow, "requireMs" | "requireMsWithMap"> {
  const rounds = Array.from({ length: PROCESSES }, () => ({
    bare: requireMs(empty, env),
    plain: requireMs(bundle, env),
    mapped: requireMs(bundle, env, "--enable-source-maps"),
  }));
  const bareMs = median(rounds.map(({ bare }) => bare));
  return {
    requireMs: median(rounds.map(({ plain }) => plain)) - bareMs,
    requireMsWithMap: median(rounds.map(({ mapped }) => mapped)) - bareMs,
  };
}

/** Size and cold start of the six functions, bundled as they are deployed. */
export function benchBundles(): readonly BundleRow[] {
  const folder = mkdtempSync(join(tmpdir(), "smspump-bench-"));
  try {
    const empty = join(folder, "empty.js");
    writeFileSync(empty, '"use strict";module.exports={};\n');
    return (Object.keys(FUNCTIONS) as Name[]).map((name) => {
      const bundle = bundleOf(name, folder);
      const env = environment(FUNCTIONS[name].names);
      return {
        function: name,
        KiB: statSync(bundle).size / 1024,
        goalKiB: 450,
        ...netMs(bundle, empty, env),
        goalMs: 60,
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
