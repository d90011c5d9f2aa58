import { nameClients, type NamedTraffic } from "./counting/clients/name-clients";
import { countMinutes, reevaluateMinutes } from "./counting/count-minutes";
import { countWindow, reevaluateWindow } from "./counting/count-window";
import type { DeferredEvaluation } from "./counting/deferred-evaluation";
import { learningOf, type LearningStore } from "./counting/learning";
import { groupMinutes, type MinuteGroup } from "./counting/minutes/minute-group";
import { withNewAddresses, type AddressStore } from "./counting/new-addresses";
import { pairConfirmations, type PairingDeps } from "./counting/pairing/pair-confirmations";
import type { Counted, CountingDeps } from "./counting/verdict";
import { groupHits, type WindowGroup } from "./counting/windows/window-group";
import { trimGroup } from "./counting/windows/window-set";
import type { FindingStep } from "./findings/finding";
import { recordFinding, type FindingDeps } from "./findings/record-finding";
import type { Observation } from "./model/observation";
import { isMinuteMeasure, looksAtOthers } from "./model/measure";

/** Everything that the detector counts with. */
export interface Deps extends CountingDeps, FindingDeps {
  /** Absent where there is nothing to learn, as in replay. */
  readonly learning?: LearningStore | undefined;
  /** Absent where no address is new. */
  readonly addresses?: AddressStore | undefined;
  /** Absent where confirmations count whoever asked. */
  readonly pairing?: PairingDeps | undefined;
}

/** A batch with all that only the past can tell of it. */
async function withPast(
  batch: readonly Observation[],
  nowMs: number,
  deps: Deps,
  drill: string | undefined,
): Promise<NamedTraffic> {
  const { rules, config, pairing, addresses } = deps;
  const traffic = await nameClients(batch, nowMs, deps, drill);
  const named = traffic.observations;
  const paired =
    pairing === undefined ? named : await pairConfirmations(named, nowMs, pairing, config, drill);
  const isAsked = rules.some(({ reads }) => reads.includes("isNewAddress"));
  const observations = isAsked ? await withNewAddresses(paired, addresses, drill) : paired;
  return { ...traffic, observations };
}

/** What a batch led to: steps that were written, and evaluations that fall due later. */
export interface Detection {
  readonly steps: readonly FindingStep[];
  readonly deferred: readonly DeferredEvaluation[];
}

const NOTHING: Detection = { steps: [], deferred: [] };

/** The findings that verdicts lead to. */
async function record(
  { verdicts, deferred }: Counted,
  nowMs: number,
  deps: Deps,
): Promise<Detection> {
  const steps: FindingStep[] = [];
  for (const verdict of verdicts) steps.push(...(await recordFinding(verdict, nowMs, deps)));
  return { steps, deferred };
}

/**
 * Whether one of its rules is grave. Such findings come first: an incident that a lesser one opens
 * is told as less, and again a moment later.
 */
const isGrave = ({ counted }: WindowGroup): boolean =>
  [...counted.keys()].some(({ severity }) => severity === "high" || severity === "critical");

/** A finding is tallied from the very tokens that a trim takes away, so the trim comes last. */
async function detectInWindow(group: WindowGroup, nowMs: number, deps: Deps): Promise<Detection> {
  const counted = await countWindow(group, nowMs, deps);
  const detection = await record(counted, nowMs, deps);
  await trimGroup(deps.windows, group, counted.chunks);
  return detection;
}

/**
 * Counts a batch of observations, records the findings they lead to, and says what is due later.
 * Safe to repeat, in any order, beside any number of others doing the same; only minute sums count
 * a repetition twice, so they come last, when nothing before them has failed.
 *
 * @param nowMs the clock: when the batch arrived
 * @param drill the id of the drill that the batch belongs to, if any
 * @throws whatever a store throws; the whole batch must then be delivered again
 */
export async function detect(
  batch: readonly Observation[],
  nowMs: number,
  deps: Deps,
  drill?: string,
): Promise<Detection> {
  const { rules, config, learning } = deps;
  const traffic = await withPast(batch, nowMs, deps, drill);
  const { observations } = traffic;
  const learner = { days: config.learningDays, store: learning };
  const isLearning = await learningOf(traffic, nowMs, learner, drill);
  const windows = groupHits(observations, rules, config, drill, isLearning);
  const minutes = groupMinutes(observations, rules, config, drill, isLearning);
  const find = (groups: readonly WindowGroup[]): Promise<Detection[]> =>
    Promise.all(groups.map((group) => detectInWindow(group, nowMs, deps)));
  const exact = await find(windows.filter(isGrave));
  exact.push(...(await find(windows.filter((group) => !isGrave(group)))));
  const count = (groups: readonly MinuteGroup[]): Promise<Detection[]> =>
    Promise.all(
      groups.map(async (group) => record(await countMinutes(group, nowMs, deps), nowMs, deps)),
    );
  const isLast = ({ rule }: MinuteGroup): boolean => looksAtOthers(rule.measure);
  const summed = await count(minutes.filter((group) => !isLast(group)));
  summed.push(...(await count(minutes.filter(isLast))));
  const all = [...exact, ...summed];
  return {
    steps: all.flatMap(({ steps }) => steps),
    deferred: all.flatMap(({ deferred }) => deferred),
  };
}

/** Evaluates again, now that the time to confirm has passed; what is not due yet stays deferred. */
export async function evaluateDeferred(
  evaluation: DeferredEvaluation,
  nowMs: number,
  deps: Deps,
): Promise<Detection> {
  const rule = deps.rules.find(({ id }) => id === evaluation.ruleId);
  if (rule === undefined) return NOTHING;
  if (evaluation.dueAtMs > nowMs) return { steps: [], deferred: [evaluation] };
  const reevaluate = isMinuteMeasure(rule.measure) ? reevaluateMinutes : reevaluateWindow;
  return record(await reevaluate(evaluation, rule, nowMs, deps), nowMs, deps);
}
