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

/** The real CDK command line, against the emulator. */
function cdk({ environment }: Emulator, args: readonly string[], cwd = ROOT): void {
  execFileSync(join(ROOT, "node_modules", ".bin", "cdk"), args, {
    cwd,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), "smspump-e2e-"));

/** Once for each emulator, before the first deployment. It needs no app, and so no synthesis. */
export const bootstrap = (emulator: Emulator): void => {
  cdk(emulator, ["bootstrap", "aws://000000000000/us-east-1"], newFolder());
};

function deployAll(emulator: Emulator, more: readonly string[]): Deployment {
  const outputsFile = join(newFolder(), "outputs.json");
  cdk(emulator, [
    ...["deploy", "--all", "--require-approval=never", "--outputs-file", outputsFile],
    ...more,
  ]);
  return { outputs: JSON.parse(readFileSync(outputsFile, "utf8")) as Outputs, outputsFile };
}

/**
 * Deploys all stacks of this tree.
 *
 * @param configFile the configuration that does not change
 * @param more keys of the configuration that are known only now
 */
export function deployTree(emulator: Emulator, configFile: string, more: object): Deployment {
  const folder = newFolder();
  const config = join(folder, "config.json");
  const given = JSON.parse(readFileSync(configFile, "utf8")) as object;
  writeFileSync(config, JSON.stringify({ ...given, ...more }));
  return deployAll(emulator, [
    ...["--output", join(folder, "cdk.out")],
    ...["-c", `config=${config}`, "-c", "allowExamples=true"],
  ]);
}

/** Deploys all stacks of a cloud assembly. */
export const deployAssembly = (emulator: Emulator, folder: string): Deployment =>
  deployAll(emulator, ["--app", folder]);
