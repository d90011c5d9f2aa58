import type { Config } from "../model/config";
import { gradeOf, isGraver, levelOf, severityAt } from "./escalation";
import { gapOf, type Finding, type FindingHead, type FindingStep } from "./finding";
import { firedAtEnd, UNWRITTEN_MS } from "./head-writes";
import { asStored, mergeFindings, type FindingUpdate } from "./merge-findings";
import { estimate } from "../model/money";
import { mergedSteps, withStep, type FindingDeps } from "./record-finding";
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

/** What arrived within a minute after the last write may not have been written. */
const isOver = (finding: Finding, nowMs: number, { config, isExact }: FindingDeps): boolean =>
  finding.status === "open" &&
  finding.arrivedAtMs + gapOf(finding, config) + (isExact ? 0 : UNWRITTEN_MS) <= nowMs;

/** The findings of a head, each that is over with its true end. */
async function caughtUp(
  { key, version: headVersion, findings }: FindingHead,
  nowMs: number,
  deps: FindingDeps,
): Promise<readonly FindingUpdate[]> {
  const rule = deps.rules.find(({ id }) => id === key.ruleId);
  const over = findings.filter((finding) => !deps.isExact && isOver(finding, nowMs, deps));
  const verdicts = await Promise.all(over.map((finding) => firedAtEnd(finding, rule, nowMs, deps)));
  let updates = findings.map(asStored);
  for (const verdict of verdicts) {
    if (verdict === undefined) continue;
    const context = { ...verdict, nowMs, headVersion, isCatchingUp: true } as const;
    for (const fired of verdict.fired) updates = [...mergeFindings(updates, fired, context)];
  }
  return updates;
}

interface Closed {
  readonly finding: Finding;
  readonly steps: readonly FindingStep[];
}

async function closed(update: FindingUpdate, nowMs: number, deps: FindingDeps): Promise<Closed> {
  const { config, isExact } = deps;
  const { finding } = update;
  const merged = mergedSteps(update, nowMs);
  if (!isOver(finding, nowMs, deps)) return { finding, steps: merged };
  const tally = await tallySpan(deps, finding, isExact);
  const counted = raised({ ...finding, ...tally, talliedAtMs: nowMs }, finding, config);
  const hasEscalated = isGraver(counted, finding);
  const escalated = hasEscalated ? [withStep(counted, "escalated", nowMs)] : [];
  const last = escalated[0]?.finding ?? counted;
  const closing = withStep({ ...last, status: "closed" }, "closed", nowMs);
  return {
    finding: closing.finding,
    steps: [...merged, ...escalated.map(({ step }) => step), closing.step],
  };
}

/**
 * Closes what is quiet among the findings of a head that was just read.
 *
 * @returns the steps that were written; none where a new hit was faster
 */
export async function sweepHead(
  head: FindingHead,
  nowMs: number,
  deps: FindingDeps,
): Promise<readonly FindingStep[]> {
  const updates = await caughtUp(head, nowMs, deps);
  const results = await Promise.all(updates.map((update) => closed(update, nowMs, deps)));
  const steps = results.flatMap((result) => result.steps);
  if (steps.length === 0) return [];
  const findings = results.map(({ finding }) => finding);
  const isWritten = await deps.findings.write(
    { ...head, version: head.version + 1, findings },
    steps,
  );
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
  for await (const heads of deps.findings.openInTurn(0)) {
    for (const head of heads) steps.push(...(await sweepHead(head, nowMs, deps)));
  }
  return steps;
}
