import type { Config } from "../model/config";
import { isGraver } from "../findings/escalation";
import { HEAD_KEEPS_MS, MAX_IN_HEAD, type Finding } from "../findings/finding";
import { stableId } from "../model/hash";
import {
  targetsOf,
  type Incident,
  type IncidentHead,
  type IncidentStep,
  type IncidentSummary,
  type Reason,
} from "./incident";
import { spanOf } from "./fold-view";
import { areOne, chains, place, type Interval } from "../model/interval";
import { severityRank, type Target } from "../model/rule";
import { summarise } from "./summary";
import { MINUTE_MS } from "../model/time";

type Chain = readonly [Finding, ...Finding[]];

const isOlder = (a: Incident, b: Incident): boolean =>
  a.recordedAtMs === b.recordedAtMs
    ? a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)
    : a.recordedAtMs < b.recordedAtMs;

const pagingRules = ({ rules }: IncidentSummary): readonly string[] =>
  rules.filter(({ notify }) => notify === "page").map(({ ruleId }) => ruleId);

/** What is worth telling about the difference between an incident and what it has become. */
function reasonsFor(before: Incident, after: IncidentSummary): readonly Reason[] {
  const reasons: Reason[] = [];
  const known = new Set(pagingRules(before));
  if (isGraver(after, before) || severityRank(after.severity) > severityRank(before.severity))
    reasons.push("escalated");
  if (pagingRules(after).some((ruleId) => !known.has(ruleId))) reasons.push("new rule");
  if (after.count >= before.nextCount) reasons.push("tenfold");
  if (before.status !== after.status) {
    reasons.push(after.status === "closed" ? "closed" : "reopened");
  }
  return reasons;
}

/** The smallest power of ten times the first count that lies above the count. */
function nextCountAfter(nextCount: number, count: number): number {
  let next = nextCount;
  while (next <= count) next *= 10;
  return next;
}

/** The targets of an incident's findings, unless its own target says it all. */
function targetsField(own: Target, findings: readonly Finding[]): Pick<Incident, "targets"> {
  const targets = [...new Set(findings.map(({ target }) => target))].sort();
  return { targets: targets.every((target) => target === own) ? undefined : targets };
}

function openedFrom(
  scope: string,
  target: Target,
  summary: IncidentSummary,
  nowMs: number,
): IncidentStep {
  const id = stableId(JSON.stringify([scope, target, summary.openedAt]));
  const revision = 1;
  const nextCount = Math.max(1, summary.count) * 10;
  const openedAs = { severity: summary.severity, ruleId: summary.leadRuleId };
  const times = { recordedAtMs: nowMs, updatedAtMs: nowMs };
  const incident = { ...summary, id, scope, target, openedAs, revision, nextCount, ...times };
  return { reasons: ["opened"], atMs: nowMs, incident };
}

/** E-mails thread by what it opened as, so what people read as harmless begins a thread of its own. */
const openedAsOf = (before: Incident, after: IncidentSummary): Incident["openedAs"] =>
  before.sentNothing === true && after.sentNothing !== true
    ? { severity: after.severity, ruleId: after.leadRuleId }
    : before.openedAs;

/** An incident as it stands after a fold, with the steps that tell what changed. */
interface Folded {
  readonly incident: Incident;
  readonly steps: readonly IncidentStep[];
}

function updated(
  before: Incident,
  swallowed: readonly Incident[],
  summary: IncidentSummary,
  nowMs: number,
): Folded {
  const reasons = [
    ...reasonsFor(before, summary),
    ...(swallowed.length > 0 ? (["merged"] as const) : []),
  ];
  const revision = before.revision + (reasons.length > 0 ? 1 : 0);
  const nextCount = nextCountAfter(before.nextCount, summary.count);
  const openedAs = openedAsOf(before, summary);
  const incident = { ...before, ...summary, openedAs, revision, nextCount, updatedAtMs: nowMs };
  const gone = swallowed.map((other): IncidentStep => {
    const last = { ...other, status: "closed", revision: other.revision + 1 } as const;
    return { reasons: ["merged"], atMs: nowMs, incident: last, into: before.id };
  });
  const own = reasons.length > 0 ? [{ reasons, atMs: nowMs, incident }] : [];
  return { incident, steps: [...gone, ...own] };
}

/** One order for the same findings, in whatever order a store hands them out. */
const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1));

/** The extent of a chain of findings that page. */
function extentOf(chain: readonly Finding[]): Interval {
  return {
    fromMs: Math.min(...chain.map(({ firstSeen }) => firstSeen)),
    toMs: Math.max(...chain.map(({ lastSeen }) => lastSeen)),
  };
}

/** Places one chain of findings among the incidents that stand. */
function foldChain(
  head: IncidentHead,
  chain: Chain,
  recorded: readonly Finding[],
  nowMs: number,
  config: Config,
): { readonly incidents: readonly Incident[]; readonly steps: readonly IncidentStep[] } {
  const extent = extentOf(chain);
  const overlapping = recorded.filter((finding) => areOne(spanOf(finding), extent, 0));
  const all = [...chain, ...overlapping];
  const summary = summarise(chain, overlapping, config);
  const gapMs = config.quietMinutes * MINUTE_MS;
  const { joined, apart } = place(head.incidents, spanOf, extent, gapMs, isOlder);
  const [oldest, ...swallowed] = joined;
  if (oldest === undefined) {
    const own = new Set(chain.map(({ target }) => target));
    const target = targetsOf(head).find((each) => own.has(each)) ?? head.target;
    const step = openedFrom(
      head.scope,
      target,
      { ...summary, ...targetsField(target, all) },
      nowMs,
    );
    return { incidents: [...apart, step.incident], steps: [step] };
  }
  const present = { ...summary, ...targetsField(oldest.target, all) };
  const { incident, steps } = updated(oldest, swallowed, present, nowMs);
  return { incidents: [...apart, incident], steps };
}

/** An item may have 400 KB: rests and entries need the other half. */
const MOST_BYTES = 200_000;
const UTF_8 = new TextEncoder();

/** How many of the oldest have to go. */
function excessIn(sorted: readonly Incident[]): number {
  let bytes = 0;
  const fitting = sorted.toReversed().findIndex((incident) => {
    bytes += UTF_8.encode(JSON.stringify(incident)).length;
    return bytes > MOST_BYTES;
  });
  return sorted.length - Math.min(MAX_IN_HEAD, fitting < 0 ? sorted.length : fitting);
}

/** Without the oldest incidents, as far as they are over and the head is too long. */
function shortened(head: IncidentHead): IncidentHead {
  const sorted = [...head.incidents].sort((a, b) => a.lastSeen - b.lastSeen);
  const excess = Math.max(0, excessIn(sorted));
  const firstOpen = sorted.findIndex(({ status }) => status === "open");
  const dropped = sorted.slice(0, firstOpen < 0 ? excess : Math.min(excess, firstOpen));
  const last = dropped.at(-1);
  if (last === undefined) return head;
  const incidents = head.incidents.filter((incident) => !dropped.includes(incident));
  return { ...head, incidents, forgottenMs: last.lastSeen };
}

/** What ended by then is not notified any more. */
export const forgottenUntil = ({ forgottenMs = -Infinity }: IncidentHead, nowMs: number): number =>
  Math.max(nowMs - HEAD_KEEPS_MS, forgottenMs);

/**
 * Derives the incidents of a head from the findings on its targets and from the rests that stand for others.
 * Nothing is added up from one fold to the next, so the order and repetition of what caused a fold do not matter.
 */
export function foldIncidents(
  head: IncidentHead,
  findings: readonly Finding[],
  nowMs: number,
  config: Config,
): { readonly head: IncidentHead; readonly steps: readonly IncidentStep[] } {
  const sorted = inOrder([...findings, ...(head.rests ?? [])]);
  const paging = sorted.filter(({ notify }) => notify === "page");
  const recorded = sorted.filter(({ notify }) => notify === "record");
  const endMs = forgottenUntil(head, nowMs);
  const isKept = ({ lastSeen }: Finding | Incident): boolean => lastSeen > endMs;
  const recent = head.incidents.filter(isKept);
  let folded: IncidentHead = { ...head, version: head.version + 1, incidents: recent };
  const steps: IncidentStep[] = [];
  for (const chain of chains(paging, spanOf, config.quietMinutes * MINUTE_MS)) {
    if (!chain.some(isKept)) continue;
    const next = foldChain(folded, chain as Chain, recorded, nowMs, config);
    folded = { ...folded, incidents: next.incidents };
    steps.push(...next.steps);
  }
  return { head: shortened(folded), steps };
}
