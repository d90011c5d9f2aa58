import type { Config } from "../model/config";
import { gradeOf, isGraver, levelOf, severityAt } from "./escalation";
import { gapOf, type Finding, type FindingStep } from "./finding";
import type { CountKey } from "../model/rule";
import { estimate } from "../model/money";
import { withStep, type FindingDeps } from "./record-finding";
import { tallySpan } from "../counting/tally";

/** The last tally may find more money, or a larger peak, than the one before. */
function raised(counted: Finding, before: Finding, config: Config): Finding {
  const suppression = config.suppressions.find(({ id }) => id === counted.suppressedBy);
  const peak = Math.max(counted.peak, before.peak);
  const measured = { peak, paid: counted.paid };
  const level = Math.max(before.level, levelOf(measured, counted.measure, suppression, config));
  const { severityIfSent = before.severity } = before;
  const grade = gradeOf(severityAt(severityIfSent, level - before.level), counted.sentNothing);
  return { ...counted, ...grade, peak, level, money: estimate(counted.paid, config) };
}

async function closed(
  finding: Finding,
  nowMs: number,
  deps: FindingDeps,
): Promise<{ readonly finding: Finding; readonly steps: readonly FindingStep[] }> {
  const { config, isExact } = deps;
  const isOver = finding.arrivedAtMs + gapOf(finding, config) <= nowMs;
  if (finding.status === "closed" || !isOver) return { finding, steps: [] };
  const tally = await tallySpan(deps, finding, isExact);
  const counted = raised({ ...finding, ...tally, talliedAtMs: nowMs }, finding, config);
  const hasEscalated = isGraver(counted, finding);
  const escalated = hasEscalated ? [withStep(counted, "escalated", nowMs)] : [];
  const last = escalated[0]?.finding ?? counted;
  const closing = withStep({ ...last, status: "closed" }, "closed", nowMs);
  return {
    finding: closing.finding,
    steps: [...escalated.map(({ step }) => step), closing.step],
  };
}

/**
 * Closes what is quiet among the findings of one key.
 *
 * @returns the steps that were written; none where a new hit was faster
 */
export async function sweepHead(
  key: CountKey,
  nowMs: number,
  deps: FindingDeps,
): Promise<readonly FindingStep[]> {
  const head = await deps.findings.read(key);
  if (head === undefined) return [];
  const results = await Promise.all(head.findings.map((finding) => closed(finding, nowMs, deps)));
  const steps = results.flatMap((result) => result.steps);
  if (steps.length === 0) return [];
  const findings = results.map(({ finding }) => finding);
  const isWritten = await deps.findings.write({ key, version: head.version + 1, findings }, steps);
  return isWritten ? steps : [];
}

/**
 * Closes findings for which nothing has arrived in the session gap. Where a new hit was faster,
 * the finding stays open.
 *
 * @returns the steps that were written
 */
export async function sweep(nowMs: number, deps: FindingDeps): Promise<readonly FindingStep[]> {
  const steps: FindingStep[] = [];
  for (const key of await deps.findings.open()) steps.push(...(await sweepHead(key, nowMs, deps)));
  return steps;
}
