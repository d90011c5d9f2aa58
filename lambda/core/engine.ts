import { learningOf } from "./counting/learning";
import { countMinutes, reevaluateMinutes } from "./counting/count-minutes";
import { groupMinutes } from "./counting/minutes/minute-group";
import type { Observation } from "./model/observation";
import { isMinuteMeasure } from "./model/rule";
import { countWindow, reevaluateWindow } from "./counting/count-window";
import { groupHits } from "./counting/windows/window-group";
import type { DeferredEvaluation } from "./counting/deferred-evaluation";
import { NOTHING, together, type Detection, type Deps } from "./world";

/**
 * Counts a batch of observations and records the findings they lead to. Safe to repeat, in any
 * order, beside any number of others doing the same; only minute sums count a repetition twice,
 * so they come last, when nothing before them has failed.
 *
 * @param nowMs the clock: when the batch arrived
 * @param drill the id of the drill that the batch belongs to, if any
 * @throws whatever a store throws; the whole batch must then be delivered again
 */
export async function detect(
  observations: readonly Observation[],
  nowMs: number,
  deps: Deps,
  drill?: string,
): Promise<Detection> {
  const { rules, config } = deps;
  const isLearning = await learningOf(
    observations,
    nowMs,
    config.learningDays,
    deps.learning,
    drill,
  );
  const windows = groupHits(observations, rules, config, drill, isLearning);
  const minutes = groupMinutes(observations, rules, config, drill, isLearning);
  const exact = await Promise.all(windows.map((group) => countWindow(group, nowMs, deps)));
  const summed = await Promise.all(minutes.map((group) => countMinutes(group, nowMs, deps)));
  return together([...exact, ...summed]);
}

/** Judges again, now that the time to confirm has passed. */
export async function lookAgain(
  again: DeferredEvaluation,
  nowMs: number,
  deps: Deps,
): Promise<Detection> {
  const rule = deps.rules.find(({ id }) => id === again.ruleId);
  if (rule === undefined) return NOTHING;
  if (again.dueAtMs > nowMs) return { steps: [], lookAgain: [again] };
  return isMinuteMeasure(rule.measure)
    ? reevaluateMinutes(again, rule, nowMs, deps)
    : reevaluateWindow(again, rule, nowMs, deps);
}
