import type { Config } from "../model/config";
import { gradeOf, isGraver, levelOf, notifyOf, severityAt } from "./escalation";
import {
  HEAD_KEEPS_MS,
  MAX_IN_HEAD,
  type Finding,
  type FindingStep,
  type StepKind,
  type FindingStore,
} from "./finding";
import { estimate } from "../model/money";
import {
  asStored,
  notifyIn,
  mergeFindings,
  type FindingUpdate,
  type FindingContext,
} from "./merge-findings";
import type { CountingDeps, Verdict } from "../counting/verdict";
import { firedBetween, mayStayUnwritten } from "./head-writes";
import { tallySpan } from "../counting/tally";
import { MINUTE_MS } from "../model/time";

export interface FindingDeps extends CountingDeps {
  readonly findings: FindingStore;
  /** Whether every observation is known to be delivered once, and no write costs anything, as in replay. */
  readonly isExact: boolean;
}

/** A tally reads the whole finding, so the longer one lasts the more seldom it is tallied. */
const isStale = ({ talliedAtMs, recordedAtMs }: Finding, nowMs: number): boolean =>
  nowMs - talliedAtMs >= Math.max(MINUTE_MS, (nowMs - recordedAtMs) / 8);

const ATTEMPTS = 10;

interface Settled {
  readonly finding: Finding;
  readonly steps: readonly FindingStep[];
}

function graded(finding: Finding, context: FindingContext, config: Config): Finding {
  const { rule, measure, usual = finding.usual } = context;
  const suppression = config.suppressions.find(({ id }) => id === finding.suppressedBy);
  const level = Math.max(finding.level, levelOf(finding, measure, suppression, config));
  return {
    ...finding,
    level,
    measure,
    ...gradeOf(severityAt(rule.severity, level), finding.sentNothing),
    notify: notifyOf(notifyIn(context), suppression, finding.peak, measure),
    usual,
    money: estimate(finding.paid, config),
  };
}

/** The next step of a finding as it now stands, and the finding with that step counted. */
export function withStep(
  finding: Finding,
  kind: StepKind,
  atMs: number,
  into?: string,
): { readonly finding: Finding; readonly step: FindingStep } {
  const sequence = finding.steps + 1;
  const counted = { ...finding, steps: sequence };
  return { finding: counted, step: { kind, sequence, atMs, finding: counted, into } };
}

/** The last steps of the findings that an update has grown to hold. */
export const mergedSteps = (
  { finding: { id }, absorbed }: FindingUpdate,
  nowMs: number,
): readonly FindingStep[] =>
  absorbed.map((gone) => withStep({ ...gone, status: "closed" }, "merged", nowMs, id).step);

/** Graver than it was, or a page where it only recorded: its source was still being learned. */
const hasEscalated = (finding: Finding, before: Finding | undefined): boolean =>
  isGraver(finding, before ?? { level: 0 }) ||
  (before?.notify === "record" && finding.notify === "page");

function isWorthTally(
  update: FindingUpdate,
  quick: Finding,
  before: Finding | undefined,
  { nowMs, evidenceContext }: FindingContext,
): boolean {
  const maySendNow = quick.sentNothing === true && evidenceContext.isUnsent !== true;
  return (
    maySendNow ||
    update.isNew ||
    update.absorbed.length > 0 ||
    before?.status === "closed" ||
    hasEscalated(quick, before) ||
    isStale(quick, nowMs)
  );
}

/** An update as it will be stored, with the steps that tell of the change. */
async function settle(
  update: FindingUpdate,
  before: Finding | undefined,
  context: FindingContext,
  deps: FindingDeps,
): Promise<Settled> {
  if (!update.isTouched) return { finding: update.finding, steps: [] };
  const { config, isExact } = deps;
  const { nowMs } = context;
  const quick = graded(update.finding, context, config);
  if (!isWorthTally(update, quick, before, context)) return { finding: quick, steps: [] };
  const tally = await tallySpan(deps, quick, isExact);
  const peak = Math.max(tally.peak, quick.peak);
  const finding = graded({ ...quick, ...tally, peak, talliedAtMs: nowMs }, context, config);
  const merged = mergedSteps(update, nowMs);
  if (!update.isNew && !hasEscalated(finding, before)) return { finding, steps: merged };
  const recorded = withStep(finding, update.isNew ? "opened" : "escalated", nowMs);
  return { finding: recorded.finding, steps: [...merged, recorded.step] };
}

/** Reopens a closed finding in which something fired again, if its count has grown. */
async function recounted(
  update: FindingUpdate,
  nowMs: number,
  deps: FindingDeps,
): Promise<FindingUpdate> {
  if (update.isTouched || !update.isRepeated) return update;
  const { count } = await tallySpan(deps, update.finding, deps.isExact);
  if (count <= update.finding.count) return update;
  const finding = { ...update.finding, status: "open", arrivedAtMs: nowMs } as const;
  return { ...update, finding, isTouched: true };
}

/** Open findings, and of the closed ones the latest. */
function remembered(findings: readonly Finding[], nowMs: number): readonly Finding[] {
  const closed = findings
    .filter(({ lastSeen, status }) => status === "closed" && lastSeen + HEAD_KEEPS_MS > nowMs)
    .sort((a, b) => b.lastSeen - a.lastSeen)
    .slice(0, MAX_IN_HEAD);
  return findings.filter((finding) => finding.status === "open" || closed.includes(finding));
}

async function attempt(
  verdict: Verdict,
  nowMs: number,
  deps: FindingDeps,
): Promise<readonly FindingStep[] | "conflict"> {
  const { key, evidenceContext } = verdict;
  const head = (await deps.findings.read(key)) ?? { key, version: 0, findings: [] };
  let updates: readonly FindingUpdate[] = head.findings.map(asStored);
  const context = { ...verdict, nowMs, headVersion: head.version };
  const between = await firedBetween(head.findings, verdict, nowMs, deps);
  for (const next of [...between, ...verdict.fired]) {
    updates = mergeFindings(updates, next, context);
  }
  updates = await Promise.all(updates.map((update) => recounted(update, nowMs, deps)));
  if (!updates.some(({ isTouched }) => isTouched)) return [];
  const settled: Settled[] = [];
  for (const update of updates) {
    const before = head.findings.find(({ id }) => id === update.finding.id);
    settled.push(await settle(update, before, context, deps));
  }
  const steps = settled.flatMap((each) => each.steps);
  const after = settled.map(({ finding }) => finding);
  const isSeen = steps.length > 0 || !mayStayUnwritten(head.findings, after, evidenceContext);
  if (!deps.isExact && !isSeen) return [];
  const findings = remembered(after, nowMs);
  const isWritten = await deps.findings.write(
    { ...head, version: head.version + 1, findings },
    steps,
  );
  return isWritten ? steps : "conflict";
}

/**
 * Joins what fired into the findings of one target, rule and entity, whoever else does the same
 * at this moment.
 *
 * @returns the steps that were written
 * @throws Error when others were faster ten times over; the delivery must then be repeated
 */
export async function recordFinding(
  verdict: Verdict,
  nowMs: number,
  deps: FindingDeps,
): Promise<readonly FindingStep[]> {
  for (let i = 0; i < ATTEMPTS; i++) {
    const outcome = await attempt(verdict, nowMs, deps);
    if (outcome !== "conflict") return outcome;
  }
  throw new Error(
    `finding of ${verdict.key.ruleId} changed ${ATTEMPTS} times while it was being recorded`,
  );
}
