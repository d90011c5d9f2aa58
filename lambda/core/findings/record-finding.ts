import type { Config } from "../model/config";
import { levelOf, notifyOf, severityAt } from "./escalation";
import {
  HEAD_KEEPS_MS,
  MAX_IN_HEAD,
  type Finding,
  type FindingStep,
  type StepKind,
} from "./finding";
import { estimate } from "../model/money";
import {
  notifyIn,
  placeFired,
  type Draft,
  type Fired,
  type FindingContext,
} from "./merge-findings";
import type { FindingStore, MinuteStore, WindowStore } from "../ports";
import { tallyFinding } from "../counting/tally";
import { MINUTE_MS } from "../model/time";

export interface FindingWorld {
  readonly windows: WindowStore;
  readonly minutes: MinuteStore;
  readonly findings: FindingStore;
  readonly config: Config;
  /** Whether every observation is known to be delivered once, as in replay. */
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
    severity: severityAt(rule.severity, level),
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

/** Graver than it was, or a page where it only recorded: its source was still being learned. */
const isLouder = (finding: Finding, before: Finding | undefined): boolean =>
  finding.level > (before?.level ?? 0) ||
  (before?.notify === "record" && finding.notify === "page");

function isWorthTally(
  draft: Draft,
  quick: Finding,
  before: Finding | undefined,
  nowMs: number,
): boolean {
  return (
    draft.isNew ||
    draft.absorbed.length > 0 ||
    before?.status === "closed" ||
    isLouder(quick, before) ||
    isStale(quick, nowMs)
  );
}

/** A draft as it will be stored, with the steps that tell of the change. */
async function settle(
  draft: Draft,
  before: Finding | undefined,
  context: FindingContext,
  world: FindingWorld,
): Promise<Settled> {
  if (!draft.isTouched) return { finding: draft.finding, steps: [] };
  const { config, isExact } = world;
  const { nowMs } = context;
  const quick = graded(draft.finding, context, config);
  if (!isWorthTally(draft, quick, before, nowMs)) return { finding: quick, steps: [] };
  const tally = await tallyFinding(world, quick, isExact);
  const peak = Math.max(tally.peak, quick.peak);
  const finding = graded({ ...quick, ...tally, peak, talliedAtMs: nowMs }, context, config);
  const merged = draft.absorbed.map(
    (gone) => withStep({ ...gone, status: "closed" }, "merged", nowMs, finding.id).step,
  );
  if (!draft.isNew && !isLouder(finding, before)) return { finding, steps: merged };
  const told = withStep(finding, draft.isNew ? "opened" : "escalated", nowMs);
  return { finding: told.finding, steps: [...merged, told.step] };
}

/** Reopens a closed finding in which something fired again, if its count has grown. */
async function recounted(draft: Draft, nowMs: number, world: FindingWorld): Promise<Draft> {
  if (draft.isTouched || !draft.isRepeated) return draft;
  const { count } = await tallyFinding(world, draft.finding, world.isExact);
  if (count <= draft.finding.count) return draft;
  const finding = { ...draft.finding, status: "open", arrivedAtMs: nowMs } as const;
  return { ...draft, finding, isTouched: true };
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
  fired: readonly Fired[],
  context: FindingContext,
  world: FindingWorld,
): Promise<readonly FindingStep[] | "conflict"> {
  const { key, nowMs } = context;
  const head = (await world.findings.read(key)) ?? { key, version: 0, findings: [] };
  let drafts: readonly Draft[] = head.findings.map((finding) => {
    return { finding, isNew: false, isTouched: false, isRepeated: false, absorbed: [] };
  });
  const placing = { ...context, headVersion: head.version };
  for (const next of fired) drafts = placeFired(drafts, next, placing);
  drafts = await Promise.all(drafts.map((draft) => recounted(draft, nowMs, world)));
  if (!drafts.some(({ isTouched }) => isTouched)) return [];
  const settled: Settled[] = [];
  for (const draft of drafts) {
    const before = head.findings.find(({ id }) => id === draft.finding.id);
    settled.push(await settle(draft, before, context, world));
  }
  const steps = settled.flatMap((each) => each.steps);
  const findings = remembered(
    settled.map(({ finding }) => finding),
    nowMs,
  );
  const isWritten = await world.findings.write({ key, version: head.version + 1, findings }, steps);
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
  fired: readonly Fired[],
  context: FindingContext,
  world: FindingWorld,
): Promise<readonly FindingStep[]> {
  for (let i = 0; i < ATTEMPTS; i++) {
    const outcome = await attempt(fired, context, world);
    if (outcome !== "conflict") return outcome;
  }
  throw new Error(
    `finding of ${context.key.ruleId} changed ${ATTEMPTS} times while it was being recorded`,
  );
}
