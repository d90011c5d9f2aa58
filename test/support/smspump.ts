import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
/** What to run with Node. It bundles itself where no bundle of these sources is kept. */
export const COMMAND_LINE = join(ROOT, "bin", "smspump.cjs");

/** Lets the command line bundle itself once, for all suites of a run. */
export function bundleCommandLine(): void {
  const { status, stderr } = spawnSync(process.execPath, [COMMAND_LINE, "--help"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the command line does not start: ${stderr}`);
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a process of its own, as a user would. */
export function smspump(
  args: readonly string[],
  input: string | Buffer = "",
  env: NodeJS.ProcessEnv = process.env,
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND_LINE, ...args], {
    cwd: ROOT,
    env,
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** The value of a line `key: value` of a summary. */
export const summaryValue = ({ stderr }: Ran, key: string): string | undefined =>
  stderr
    .split("\n")
    .find((line) => line.startsWith(`${key}: `))
    ?.slice(key.length + 2);

export interface FindingLine {
  readonly id: string;
  readonly incidentId: string | null;
  readonly rule: { readonly id: string; readonly severity: string; readonly notify: string };
  readonly entity: { readonly type: string; readonly value: string };
  readonly target: string;
  readonly firstSeen: string;
  readonly openedAt: string;
  readonly lastSeen: string;
  readonly count: number;
  readonly threshold: number;
  readonly windowSeconds: number;
  readonly attack: readonly string[];
}

export const findingLines = ({ stdout }: Ran): FindingLine[] =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FindingLine);
