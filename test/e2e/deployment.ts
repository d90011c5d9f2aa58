import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
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

/** The real `cdk bootstrap` and `cdk deploy` of both stacks, against the emulator. */
export function deploy({ environment }: Emulator): Deployment {
  const folder = mkdtempSync(join(tmpdir(), "smspump-e2e-"));
  const outputsFile = join(folder, "outputs.json");
  const cdk = (...args: string[]): void => {
    execFileSync(join(ROOT, "node_modules", ".bin", "cdk"), args, {
      cwd: ROOT,
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
    });
  };
  cdk("bootstrap", "aws://000000000000/us-east-1", "-c", "config=test/e2e/config.json");
  cdk(
    "deploy",
    "--all",
    "--require-approval=never",
    "--outputs-file",
    outputsFile,
    "--output",
    join(folder, "cdk.out"),
    "-c",
    "config=test/e2e/config.json",
  );
  return { outputs: JSON.parse(readFileSync(outputsFile, "utf8")) as Outputs, outputsFile };
}
