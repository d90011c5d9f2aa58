import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

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
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "bin", "smspump.cjs"), ...args],
    { cwd: ROOT, env, input, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
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
