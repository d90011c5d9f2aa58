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

/** Arguments by which the command line synthesizes this tree, with a configuration in a file. */
function ofTree(configFile: string, more: object): readonly string[] {
  const folder = newFolder();
  const config = join(folder, "config.json");
  const given = JSON.parse(readFileSync(configFile, "utf8")) as object;
  writeFileSync(config, JSON.stringify({ ...given, ...more }));
  return [
    ...["--output", join(folder, "cdk.out")],
    ...["-c", `config=${config}`, "-c", "allowExamples=true"],
  ];
}

/**
 * Deploys all stacks of this tree.
 *
 * @param configFile the configuration that does not change
 * @param more keys of the configuration that are known only now
 */
export const deployTree = (emulator: Emulator, configFile: string, more: object): Deployment =>
  deployAll(emulator, ofTree(configFile, more));

/** Bootstraps each Region that the configuration names, as docs/deploy.md has it. */
export const bootstrapTree = (emulator: Emulator, configFile: string, more: object): void => {
  cdk(emulator, ["bootstrap", ...ofTree(configFile, more)]);
};

/**
 * Makes a stack of this tree around resources that are there, as docs/deploy.md has it.
 *
 * @param mapping what names each resource, by its logical id
 */
export function importInto(
  emulator: Emulator,
  stack: string,
  configFile: string,
  mapping: object,
): void {
  const file = join(newFolder(), "mapping.json");
  writeFileSync(file, JSON.stringify(mapping));
  cdk(emulator, ["import", stack, "--resource-mapping", file, ...ofTree(configFile, {})]);
}

/** Deploys all stacks of a cloud assembly. */
export const deployAssembly = (emulator: Emulator, folder: string): Deployment =>
  deployAll(emulator, ["--app", folder]);
