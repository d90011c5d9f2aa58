import { reevaluateWindow } from "../counting/count-window";
import type { CountingDeps, Verdict } from "../counting/verdict";
import type { EvidenceContext } from "../counting/windows/evidence-context";
import type { Fired } from "../counting/windows/measure";
import { areOne } from "../model/interval";
import { isMinuteMeasure, type Measure } from "../model/measure";
import { MINUTE_MS } from "../model/time";
import type { ActiveRule } from "../rules/active-rule";
import type { Finding } from "./finding";

/* A flood touches its finding with every batch, and mostly moves nothing but its end. Such a change
   may stay unwritten for a minute. Nothing is lost by it: what fired since the last write stands in
   the windows, from which the end is taken again before it decides anything.

   An end as stored lies at most `lagOf` before the true one, and never after it. So a hit that
   fires at most the gap after the stored end belongs to the finding; one that lies more than gap
   and lag after it does not; and for one in between the end is taken from the windows first. */

/** For how long at most, by our clock, what nobody sees stays unwritten. */
export const UNWRITTEN_MS = MINUTE_MS;

/**
 * How much later than stored, in the time of events, a finding may really end. Never more than a
 * window, so that two chunks tell the true end. The end of minutes cannot be taken from their sums.
 */
const lagOf = (measure: Measure): number =>
  isMinuteMeasure(measure) ? 0 : Math.min(UNWRITTEN_MS, measure.windowMs);

/** What moves with every batch and shows nowhere before the next step, whose tally takes it afresh. */
const UNSEEN: ReadonlySet<string> = new Set<keyof Finding>([
  "lastSeen",
  "peak",
  "eventIds",
  "arrivedAtMs",
]);

function looksAlike(before: Finding, after: Finding): boolean {
  const was: Readonly<Record<string, unknown>> = { ...before };
  const is: Readonly<Record<string, unknown>> = { ...after };
  return Object.keys({ ...was, ...is }).every(
    (name) => UNSEEN.has(name) || JSON.stringify(was[name]) === JSON.stringify(is[name]),
  );
}

/** Whether a change of an open finding may stay unwritten. */
function mayWait(before: Finding, after: Finding, context: EvidenceContext): boolean {
  return (
    after.arrivedAtMs - before.arrivedAtMs < UNWRITTEN_MS &&
    after.lastSeen - before.lastSeen <= lagOf(before.measure) &&
    // Its end is later taken by the measure that holds for the finding.
    context.isLearning === before.isLearning &&
    context.suppressionId === before.suppressedBy &&
    looksAlike(before, after)
  );
}

/** Whether what has become of a head's findings, without a step, may stay unwritten. */
export function mayStayUnwritten(
  before: readonly Finding[],
  after: readonly Finding[],
  context: EvidenceContext,
): boolean {
  return after.every((finding) => {
    const stored = before.find(({ id }) => id === finding.id);
    if (stored === finding) return true;
    return stored !== undefined && mayWait(stored, finding, context);
  });
}

const contextOf = (finding: Finding): EvidenceContext => {
  const { accounts, regions, eventIds, suppressedBy, drill, isLearning, sentNothing } = finding;
  return {
    accounts,
    regions,
    eventIds,
    suppressionId: suppressedBy,
    drill,
    ...(sentNothing === true && { isUnsent: sentNothing }),
    ...(isLearning === true && { isLearning }),
  };
};

/**
 * What has fired about the stored end of an open finding, taken from the windows.
 *
 * @returns nothing where the end is surely as stored, or the rule is no more
 */
export async function firedAtEnd(
  finding: Finding,
  rule: ActiveRule | undefined,
  nowMs: number,
  deps: CountingDeps,
): Promise<Verdict | undefined> {
  const { scope, target, entity, measure, lastSeen } = finding;
  const lagMs = lagOf(measure);
  const { windowMs: spanMs } = measure;
  if (finding.status !== "open" || lagMs === 0 || rule?.measure.windowMs !== spanMs) return;
  const first = Math.floor(lastSeen / spanMs);
  const last = Math.floor((lastSeen + lagMs) / spanMs);
  const evaluation = {
    key: { scope, target, entity, spanMs },
    ruleId: rule.id,
    indices: first === last ? [first] : [first, last],
    evidenceContext: contextOf(finding),
    dueAtMs: nowMs,
  };
  const { verdicts } = await reevaluateWindow(evaluation, rule, nowMs, deps);
  const [verdict] = verdicts;
  const fired = verdict?.fired.filter((each) => extendsEnd(each, finding, rule.gapMs)) ?? [];
  return verdict === undefined || fired.length === 0 ? undefined : { ...verdict, fired };
}

const intervalOf = ({ firstFiring, lastFiring }: Fired) => ({
  fromMs: firstFiring,
  toMs: lastFiring,
});

const extendsEnd = (fired: Fired, { firstFiring, lastSeen }: Finding, gapMs: number): boolean =>
  fired.lastFiring > lastSeen &&
  areOne(intervalOf(fired), { fromMs: firstFiring, toMs: lastSeen }, gapMs);

/** Whether it depends on the true end of a finding if what fired belongs to it. */
const isUnsure = (finding: Finding, fired: Fired, gapMs: number): boolean => {
  const distanceMs = fired.firstFiring - finding.lastSeen;
  return distanceMs > gapMs && distanceMs <= gapMs + lagOf(finding.measure);
};

/** What fired unwritten between the findings of a key and what fires now, where that decides. */
export async function firedBetween(
  findings: readonly Finding[],
  { fired, rule }: Verdict,
  nowMs: number,
  deps: CountingDeps,
): Promise<readonly Fired[]> {
  const unsure = findings.filter((finding) =>
    fired.some((each) => isUnsure(finding, each, rule.gapMs)),
  );
  const verdicts = await Promise.all(
    unsure.map((finding) => firedAtEnd(finding, rule, nowMs, deps)),
  );
  return verdicts.flatMap((verdict) => verdict?.fired ?? []);
}
