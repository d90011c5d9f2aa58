import { quietOf, type Finding, type FindingKey, type FindingStep } from "./finding";
import { estimate } from "./money";
import { withStep, type FindingWorld } from "./record-finding";
import { tallyFinding } from "./tally-finding";

async function closed(
  finding: Finding,
  nowMs: number,
  { windows, config, isExact }: FindingWorld,
): Promise<{ readonly finding: Finding; readonly steps: readonly FindingStep[] }> {
  const isOver = finding.arrivedAtMs + quietOf(finding, config) <= nowMs;
  if (finding.status === "closed" || !isOver) return { finding, steps: [] };
  const tally = await tallyFinding(windows, finding, isExact);
  const peak = Math.max(tally.peak, finding.peak);
  const money = estimate(tally.paid, config);
  const ended = {
    ...finding,
    ...tally,
    peak,
    money,
    status: "closed",
    talliedAtMs: nowMs,
  } as const;
  const told = withStep(ended, "closed", nowMs);
  return { finding: told.finding, steps: [told.step] };
}

async function sweepHead(
  key: FindingKey,
  nowMs: number,
  world: FindingWorld,
): Promise<readonly FindingStep[]> {
  const head = await world.findings.read(key);
  if (head === undefined) return [];
  const results = await Promise.all(head.findings.map((finding) => closed(finding, nowMs, world)));
  const steps = results.flatMap((result) => result.steps);
  if (steps.length === 0) return [];
  const findings = results.map(({ finding }) => finding);
  const isWritten = await world.findings.write({ key, version: head.version + 1, findings }, steps);
  return isWritten ? steps : [];
}

/**
 * Closes findings for which nothing has arrived in the quiet period. Where a new hit was faster,
 * the finding stays open.
 *
 * @returns the steps that were written
 */
export async function sweep(nowMs: number, world: FindingWorld): Promise<readonly FindingStep[]> {
  const steps: FindingStep[] = [];
  for (const key of await world.findings.open())
    steps.push(...(await sweepHead(key, nowMs, world)));
  return steps;
}
