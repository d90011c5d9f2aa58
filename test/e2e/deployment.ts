import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "./emulator";

const ROOT = join(__dirname, "..", "..");

/** What the stacks say of themselves once they are deployed. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Deployment {
  readonly outputs: Outputs;
  /** The file that `cdk deploy` wrote them to. */
  readonly outputsFile: string;
}

/**
 * The real `cdk bootstrap` and `cdk deploy` of both stacks, against the emulator.
 *
 * @param more keys of the configuration that are known only now
 */
export function deploy({ environment }: Emulator, more: object): Deployment {
  const folder = mkdtempSync(join(tmpdir(), "smspump-e2e-"));
  const config = join(folder, "config.json");
  const given = JSON.parse(readFileSync(join(__dirname, "config.json"), "utf8")) as object;
  writeFileSync(config, JSON.stringify({ ...given, ...more }));
  const outputsFile = join(folder, "outputs.json");
  const cdk = (...args: string[]): void => {
    execFileSync(join(ROOT, "node_modules", ".bin", "cdk"), args, {
      cwd: ROOT,
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
    });
  };
  cdk("bootstrap", "aws://000000000000/us-east-1", "-c", `config=${config}`);
  cdk(
    "deploy",
    "--all",
    "--require-approval=never",
    "--outputs-file",
    outputsFile,
    "--output",
    join(folder, "cdk.out"),
    "-c",
    `config=${config}`,
  );
  return { outputs: JSON.parse(readFileSync(outputsFile, "utf8")) as Outputs, outputsFile };
}
