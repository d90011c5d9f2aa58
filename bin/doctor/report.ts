import { isWorse, type CheckResult, type Status } from "../../lambda/core/health/check";
import { isoUtc } from "../../lambda/core/model/time";
import { exitCode } from "../exit-code";
import { terminalText } from "../terminal";

export interface Report {
  readonly region: string;
  readonly stack: string;
  readonly atMs: number;
  readonly results: readonly CheckResult[];
}

const LONGEST = 1_000;

const widthOf = (results: readonly CheckResult[]): number =>
  Math.max(0, ...results.map(({ id }) => id.length));

function lineOf({ id, status, found, remedy }: CheckResult, width: number): string {
  const text = remedy === undefined ? found : `${found}. To do: ${remedy}`;
  return `${status.padEnd(7)}  ${id.padEnd(width)}  ${terminalText(text, LONGEST)}`;
}

const worst = (results: readonly CheckResult[]): Status =>
  results.reduce<Status>((sofar, { status }) => (isWorse(status, sofar) ? status : sofar), "ok");

const ANSWERS: Readonly<Record<Status, string>> = {
  ok: "Protected, as far as this can tell.",
  unknown: "Not all could be read: nobody knows.",
  warn: "Protected, with gaps.",
  fail: "Not protected.",
};

const count = (results: readonly CheckResult[], wanted: Status): number =>
  results.filter(({ status }) => status === wanted).length;

/** Whatever could not be read is said, also beside what fails. */
function answer(results: readonly CheckResult[]): string {
  const counts = (["ok", "warn", "fail", "unknown"] as const)
    .map((status) => `${count(results, status)} ${status}`)
    .join(", ");
  return `${ANSWERS[worst(results)]} ${counts}.`;
}

/** One line for each check, and the answer. */
export function reportText({ region, stack, results }: Report): string {
  const width = widthOf(results);
  return `${[
    `Am I protected? ${stack} in ${region}`,
    ...results.map((each) => lineOf(each, width)),
    answer(results),
  ].join("\n")}\n`;
}

/** The same for another program. */
export const reportRecord = ({ region, stack, atMs, results }: Report): object => ({
  region,
  stack,
  at: isoUtc(atMs),
  worst: worst(results),
  checks: results.map(({ id, status, found, remedy }) => ({
    id,
    status,
    found,
    remedy: remedy ?? null,
  })),
});

/** What fails is found; what nobody could read is no success either. */
export function reportStatus({ results }: Report): number {
  if (count(results, "fail") > 0) return exitCode.found;
  return count(results, "unknown") > 0 ? exitCode.unreadable : exitCode.ok;
}
