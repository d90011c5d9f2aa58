import { chains } from "../model/interval";
import { GRACE_MS } from "../model/grace";
import type { MinuteMeasure } from "../model/measure";
import type { CountKey } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import { measureFor, type ActiveRule } from "../rules/active-rule";
import type { DeferredEvaluation } from "./deferred-evaluation";
import { notifyWhileLearning } from "./learning";
import {
  evaluateMinutes,
  type MinuteEvaluation,
  type MinutesToEvaluate,
} from "./minutes/evaluate-minutes";
import { LOOKED_BACK, type FiringMinute } from "./minutes/judge-minutes";
import { hourOfMinute, minuteOf } from "./minutes/minute-count";
import { keepSample } from "./minutes/minute-evidence";
import type { MinuteGroup } from "./minutes/minute-group";
import { sumsOf, type MinuteSums } from "./minutes/sums";
import { LONGEST_GRACE } from "./minutes/typing-delay";
import { NOTHING_COUNTED, type Counted, type CountingDeps } from "./verdict";
import type { EvidenceContext } from "./windows/evidence-context";
import type { Fired } from "./windows/measure";

/** Minutes of one key to be evaluated by one rule. */
interface RuleMinutes extends MinutesToEvaluate {
  readonly rule: ActiveRule;
  readonly evidenceContext: EvidenceContext;
  /** The latest of the hits that ask, where one does: its minute is not over yet. */
  readonly latestMs?: number | undefined;
}

/** How many minutes before and after a minute its requests decide about. */
const reachOf = (measure: MinuteMeasure): number =>
  Math.max(measure.windowMs, ...(measure.kind === "volume" ? [] : measure.spansMs)) / MINUTE_MS;

const endOf = (minute: number): number => (minute + 1) * MINUTE_MS - 1;

/** Stretches of firing minutes, each of which belongs to one finding. */
function stretches(
  { firing }: MinuteEvaluation,
  { rule, latestMs }: RuleMinutes,
): readonly Fired[] {
  const endIn = (minute: number): number =>
    latestMs !== undefined && minuteOf(latestMs) === minute ? latestMs : endOf(minute);
  const spans = chains(
    firing,
    ({ until }) => ({ fromMs: until * MINUTE_MS, toMs: endOf(until) }),
    rule.gapMs,
  );
  return spans.map((chain) => ({
    firstFiring: Math.min(...chain.map(({ until }) => until)) * MINUTE_MS,
    lastFiring: endIn(Math.max(...chain.map(({ until }) => until))),
    openedAt: Math.min(...chain.map(({ settled, atMs }) => atMs ?? endOf(settled))),
    firstSeen: Math.min(...chain.map(({ since }) => since)) * MINUTE_MS,
    size: Math.ceil(Math.max(...chain.map(({ size }) => size))),
  }));
}

function deferredOf(
  { key, rule, evidenceContext }: RuleMinutes,
  pending: readonly FiringMinute[],
  nowMs: number,
): DeferredEvaluation {
  const { scope, target, entity } = key;
  // From when requests arrive: who types slowly does so however late records come.
  const waitsMs = pending.map(({ minute, settled }) => endOf(settled) - endOf(minute));
  const settledMs = Math.max(...pending.map(({ settled }) => endOf(settled)));
  const dueAtMs = Math.max(settledMs, nowMs + Math.max(GRACE_MS, ...waitsMs));
  const window = { scope, target, entity, spanMs: rule.measure.windowMs };
  const indices = pending.map(({ minute }) => minute);
  return { key: window, ruleId: rule.id, indices, evidenceContext, dueAtMs };
}

async function evaluate(
  request: RuleMinutes,
  sums: MinuteSums,
  nowMs: number,
  deps: CountingDeps,
): Promise<Counted> {
  const { key, rule, evidenceContext } = request;
  const evaluation = await evaluateMinutes(request, sums, deps);
  const fired = stretches(evaluation, request);
  const { measure, usual, isShareKnown, pending } = evaluation;
  const ownNotify = evaluation.isMinor === true ? "record" : undefined;
  const notify = notifyWhileLearning(evidenceContext, isShareKnown) ?? ownNotify;
  const verdict = { key, rule, measure, evidenceContext, fired, usual, notify };
  return {
    verdicts: fired.length === 0 ? [] : [verdict],
    deferred: pending.length === 0 ? [] : [deferredOf(request, pending, nowMs)],
  };
}

/** Every minute about which requests in the given minutes decide. */
function decided(minutes: readonly number[], reach: number, latest: number): number[] {
  const all = new Set<number>();
  for (const minute of minutes) {
    for (let next = minute; next < minute + reach && next <= latest; next++) all.add(next);
  }
  return [...all].sort((a, b) => a - b);
}

async function sumsAround(
  key: CountKey,
  minutes: readonly number[],
  reach: number,
  deps: CountingDeps,
): Promise<MinuteSums> {
  const first = hourOfMinute(Math.min(...minutes) - Math.max(reach, LOOKED_BACK));
  const last = hourOfMinute(Math.max(...minutes) + reach + LONGEST_GRACE);
  return sumsOf(await deps.minutes.read(key, first, last));
}

const measureOf = (
  rule: ActiveRule,
  { entity }: CountKey,
  evidenceContext: EvidenceContext,
  { config }: CountingDeps,
) => measureFor(rule, entity, config, evidenceContext) as MinuteMeasure;

/** Counts one group, then evaluates every minute that it decides about. */
export async function countMinutes(
  group: MinuteGroup,
  nowMs: number,
  deps: CountingDeps,
): Promise<Counted> {
  const { key, rule, additions, hits, confirmed, minutes, evidenceContext } = group;
  for (const addition of additions) await deps.minutes.add(key, addition);
  if (minutes.length === 0 || rule.isCountedOnly === true) return NOTHING_COUNTED;
  const measure = measureOf(rule, key, evidenceContext, deps);
  const reach = reachOf(measure);
  const sums = await sumsAround(key, minutes, reach, deps);
  await keepSample(group, sums, deps.windows);
  const latestMs = Math.max(...hits.map(({ atMs }) => atMs));
  const latest = { atMs: latestMs, times: hits.map(({ atMs }) => atMs), confirmed };
  const request = { key, rule, measure, evidenceContext, latestMs, latest };
  const toEvaluate = decided(minutes, reach, sums.latest);
  return evaluate({ ...request, minutes: toEvaluate }, sums, nowMs, deps);
}

/** Evaluates minutes again, now that the time to confirm has passed. */
export async function reevaluateMinutes(
  { key, indices, evidenceContext }: DeferredEvaluation,
  rule: ActiveRule,
  nowMs: number,
  deps: CountingDeps,
): Promise<Counted> {
  const { scope, target, entity } = key;
  const own = { scope, target, entity, ruleId: rule.id };
  const measure = measureOf(rule, own, evidenceContext, deps);
  const sums = await sumsAround(own, indices, reachOf(measure), deps);
  const request = {
    key: own,
    rule,
    measure,
    minutes: indices,
    evidenceContext,
    waitedUntilMs: nowMs,
  };
  return evaluate(request, sums, nowMs, deps);
}
