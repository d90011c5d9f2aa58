import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../lambda/core/sources/records/json";

/* Under the AGPL: it is only ever run as a program of its own, never shipped nor linked. */
const PACKAGE = "eql==1.0.1";
const VENV = join(__dirname, "../../.venv-eql");
const pythonOf = (venv: string): string => join(venv, "bin/python");

const HELP = `This command runs EQL by the Python package ${PACKAGE}. Install Python 3.9 or later with venv and pip (Debian: apt-get install python3-venv).`;

function run(program: string, args: readonly string[], input?: string): string {
  const limits = { maxBuffer: 2 ** 28, timeout: 240_000 };
  const done = spawnSync(program, args, { input, encoding: "utf8", ...limits });
  if (done.error === undefined && done.status === 0) return done.stdout;
  const reason = done.error?.message ?? done.stderr.trim().split("\n").slice(-5).join("\n");
  throw new Error(`${[program, ...args].join(" ")} failed: ${reason}\n${HELP}`);
}

const VERSION = "import importlib.metadata as m; print('eql==' + m.version('eql'))";

const isReady = (venv: string): boolean =>
  existsSync(pythonOf(venv)) &&
  spawnSync(pythonOf(venv), ["-c", VERSION], { encoding: "utf8" }).stdout.trim() === PACKAGE;

/** Takes away one that is no good, but never one that another process has just made and now runs. */
function named(own: string, venv: string): void {
  try {
    renameSync(own, venv);
  } catch {
    if (isReady(venv)) return;
    rmSync(venv, { recursive: true, force: true });
    renameSync(own, venv);
  }
}

/**
 * Makes the virtual environment where there is none. Test files start side by side, so each makes
 * its own, and the first to finish gives it the name.
 *
 * @throws Error that says what to install
 */
export function prepareEngine(venv = VENV, python = "python3"): void {
  if (isReady(venv)) return;
  const own = `${venv}-${process.pid}`;
  try {
    run(python, ["-m", "venv", own]);
    run(pythonOf(own), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]);
    named(own, venv);
  } catch (error) {
    if (!isReady(venv)) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** A document in scalar ASCII values: beyond them the engine differs from Elasticsearch. */
export interface TimedDocument {
  readonly timeMs: number;
  readonly document: JsonObject;
  /** The engine's event type: what `network where` asks for. */
  readonly type?: string;
}

export interface EqlCase {
  readonly query: string;
  readonly documents: readonly TimedDocument[];
}

/** A sequence that was found. */
export interface Sequence {
  /** What the sequence is by: an address or a principal. */
  readonly key: string;
  readonly endMs: number;
  readonly length: number;
}

/** The sequences of each case; documents are taken in the order of their time. */
export function sequencesOf(cases: readonly EqlCase[]): readonly (readonly Sequence[])[] {
  const sorted = cases.map(({ query, documents }) => ({
    query,
    by: /^sequence by (\S+)/.exec(query)?.[1] ?? "",
    documents: [...documents].sort((a, b) => a.timeMs - b.timeMs),
  }));
  const script = join(__dirname, "run_eql.py");
  return JSON.parse(
    run(pythonOf(VENV), [script], JSON.stringify({ cases: sorted })),
  ) as Sequence[][];
}

/** Who fires, each once, sorted. */
export const firingKeys = (found: readonly Sequence[]): readonly string[] =>
  [...new Set(found.map(({ key }) => key))].sort();
