import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { App } from "aws-cdk-lib";
import { context } from "../../cdk.json";
import type { GuardConfig } from "../../lambda/core/spend/guard-config";
import { appStacks } from "../../lib/stacks/app-stacks";
import { deployConfig } from "./synth";

const JSON_LITERAL = /'\{"(?:[^'\\]|\\.)*'|"\{\\"(?:[^"\\]|\\.)*"|`\{"(?:[^`\\]|\\.)*`/g;

/** The texts in a bundle that begin as objects in JSON do. */
export const objectTexts = (code: string): readonly string[] =>
  [...code.matchAll(JSON_LITERAL)].map(([literal]) => runInNewContext(literal) as string);

/** What the spend function of a stack carries, read back from its real bundle. */
export function bundledGuardConfig(changes: object, stack = "SmsPumpingSpend"): GuardConfig {
  const outdir = mkdtempSync(join(tmpdir(), "bundle-"));
  try {
    const bundlingOnly = { ...context, "aws:cdk:bundling-stacks": [stack] };
    const app = new App({ outdir, context: bundlingOnly, analyticsReporting: false });
    appStacks(app, deployConfig(changes), "us-east-1");
    const codes = readdirSync(outdir)
      .filter((entry) => entry.startsWith("asset."))
      .flatMap((entry) =>
        readdirSync(join(outdir, entry)).includes("index.js")
          ? readFileSync(join(outdir, entry, "index.js"), "utf8")
          : [],
      );
    const texts = codes.flatMap(objectTexts).filter((text) => text.startsWith('{"settings"'));
    if (texts.length !== 1) throw new Error(`${stack}: found ${texts.length} bundles, not one`);
    return JSON.parse(texts[0]!) as GuardConfig;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
