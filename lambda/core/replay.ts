import { markOf } from "./counting/pairing/door";
import type { ActiveRule } from "./rules/active-rule";
import { isConfirmation } from "./rules/rule-match";
import { detect, evaluateDeferred, type Detection, type Deps } from "./engine";
import type { Finding, FindingStep } from "./findings/finding";
import { foldTargets } from "./incidents/fold-targets";
import { headOf, type Incident, type IncidentKey } from "./incidents/incident";
import { bySet, type LinksOf } from "./incidents/linked-targets";
import type { DeferredEvaluation } from "./counting/deferred-evaluation";
import { notify, type NotifyDeps } from "./notifications/notify";
import { gravestFirst } from "./notifications/pending-notifications";
import { isCountable, type Observation } from "./model/observation";
import { sweep } from "./findings/sweep";
import { MINUTE_MS } from "./model/time";

/** How often the deployed stack sweeps. */
const SWEEP_MS = 5 * MINUTE_MS;

export interface ReplayDeps extends Deps, NotifyDeps {
  readonly linksOf: LinksOf;
}

export interface Replayed {
  /** Every finding as it ended, in the order in which they opened. */
  readonly findings: readonly Finding[];
  readonly incidents: readonly Incident[];
}

/** What only the past tells, and so the engine, is not known yet: it may be so. */
const mayBeHit = (rule: ActiveRule, observation: Observation): boolean =>
  rule.isHit(observation) ||
  (rule.reads.includes("isNewAddress") && rule.isHit({ ...observation, isNewAddress: true }));

/** Whether anything will ever look at it; the rest need not be kept in memory. */
export const isCounted = (observation: Observation, rules: readonly ActiveRule[]): boolean =>
  observation.kind === "sms-confirmed" ||
  markOf(observation) !== undefined ||
  (isCountable(observation) && rules.some((rule) => mayBeHit(rule, observation))) ||
  rules.some((rule) => isConfirmation(rule, observation));

/** Sorted by time and id, each id once. */
export function inOrder(observations: readonly Observation[]): readonly Observation[] {
  const seen = new Set<string>();
  return [...observations]
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .filter(({ id }) => !seen.has(id) && seen.add(id));
}

const keyText = ({ scope, target }: { scope: string; target: string }): string =>
  JSON.stringify([scope, target]);

/** Everything that is under way between two minutes. */
interface Course {
  readonly deferred: DeferredEvaluation[];
  readonly pending: Map<string, IncidentKey>;
  readonly findings: Map<string, Finding>;
  readonly incidents: Map<string, Incident>;
  readonly targets: Map<string, { readonly scope: string; readonly target: string }>;
}

function remember(course: Course, steps: readonly FindingStep[]): void {
  for (const { kind, finding } of steps) {
    if (kind === "merged") course.findings.delete(finding.id);
    else course.findings.set(finding.id, finding);
  }
}

async function foldAll(
  course: Course,
  steps: readonly FindingStep[],
  nowMs: number,
  deps: ReplayDeps,
): Promise<void> {
  remember(course, steps);
  const findings = steps.map(({ finding }) => finding);
  for (const finding of findings) {
    const { scope, target } = finding;
    course.targets.set(keyText(finding), { scope, target });
  }
  for (const { scope, targets } of await bySet(findings, (finding) => finding, deps.linksOf)) {
    for (const { incident, into } of await foldTargets(scope, targets, nowMs, deps)) {
      if (into === undefined) {
        const { id, target } = incident;
        course.incidents.set(id, incident);
        course.pending.set(id, { scope, target, incidentId: id });
      } else {
        course.incidents.delete(incident.id);
        course.pending.delete(incident.id);
      }
    }
  }
}

async function tellAll(course: Course, nowMs: number, deps: ReplayDeps): Promise<void> {
  const known = [...course.pending.keys()].flatMap((id) => course.incidents.get(id) ?? []);
  for (const { id, scope, target } of gravestFirst(known)) {
    const outcome = await notify({ scope, target, incidentId: id }, nowMs, deps);
    if (outcome !== "waits" && outcome !== "busy") course.pending.delete(id);
  }
}

async function dueEvaluations(
  course: Course,
  nowMs: number,
  deps: ReplayDeps,
): Promise<Detection[]> {
  const due = course.deferred.filter(({ dueAtMs }) => dueAtMs <= nowMs);
  const rest = course.deferred.filter(({ dueAtMs }) => dueAtMs > nowMs);
  course.deferred.splice(0, course.deferred.length, ...rest);
  const detections: Detection[] = [];
  for (const evaluation of due) detections.push(await evaluateDeferred(evaluation, nowMs, deps));
  return detections;
}

/** One minute of event time: what arrives in it, what falls due in it, what people are notified of in it. */
async function minute(
  course: Course,
  batch: readonly Observation[],
  nowMs: number,
  deps: ReplayDeps,
): Promise<void> {
  const detections = [
    await detect(batch, nowMs, deps),
    ...(await dueEvaluations(course, nowMs, deps)),
  ];
  course.deferred.push(...detections.flatMap((detection) => detection.deferred));
  const isSweepDue = (nowMs + 1) % SWEEP_MS === 0;
  const closed = isSweepDue ? await sweep(nowMs, deps) : [];
  await foldAll(course, [...detections.flatMap(({ steps }) => steps), ...closed], nowMs, deps);
  await tellAll(course, nowMs, deps);
}

/** The last millisecond of the minute in which something will happen next. */
async function nextMinute(
  course: Course,
  next: Observation | undefined,
  nowMs: number,
  deps: ReplayDeps,
): Promise<number | undefined> {
  const times = [next?.atMs, ...course.deferred.map(({ dueAtMs }) => dueAtMs)];
  if (course.pending.size > 0 || (await deps.findings.open()).length > 0) {
    times.push(Math.ceil((nowMs + 2) / SWEEP_MS) * SWEEP_MS - 1);
  }
  const known = times.filter((time) => time !== undefined);
  if (known.length === 0) return undefined;
  const soonest = Math.max(Math.min(...known), nowMs + 1);
  return Math.floor(soonest / MINUTE_MS) * MINUTE_MS + MINUTE_MS - 1;
}

const byOpening = <T extends { readonly openedAt: number; readonly id: string }>(
  items: Iterable<T>,
): readonly T[] => [...items].sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));

/**
 * Feeds the past to the very engine that runs in the cloud, one minute of event time per batch
 * and the clock at event time. After the last observation the clock runs on until all is over.
 *
 * @param observations sorted and without repetition, see `inOrder`
 */
export async function replay(
  observations: readonly Observation[],
  deps: ReplayDeps,
): Promise<Replayed> {
  const course: Course = {
    deferred: [],
    pending: new Map(),
    findings: new Map(),
    incidents: new Map(),
    targets: new Map(),
  };
  let position = 0;
  let nowMs = -1;
  for (;;) {
    const end = await nextMinute(course, observations[position], nowMs, deps);
    if (end === undefined) break;
    nowMs = end;
    const start = position;
    while ((observations[position]?.atMs ?? Infinity) <= nowMs) position++;
    await minute(course, observations.slice(start, position), nowMs, deps);
  }
  for (const { scope, target } of course.targets.values()) {
    const head = await headOf(scope, target, deps.incidents);
    for (const incident of head?.incidents ?? []) course.incidents.set(incident.id, incident);
  }
  return {
    findings: byOpening(course.findings.values()),
    incidents: byOpening(course.incidents.values()),
  };
}
