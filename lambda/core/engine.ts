import { learningOf } from "./counting/learning";
import { countMinutes, lookAtMinutes } from "./counting/count-minutes";
import { groupMinutes } from "./counting/minutes/minute-group";
import type { Observation } from "./model/observation";
import { isMinuteMeasure } from "./model/rule";
import { countWindow, lookAtWindow } from "./counting/count-window";
import { groupHits } from "./counting/windows/window-group";
import type { LookAgain } from "./counting/deferred-evaluation";
import { NOTHING, together, type Detection, type World } from "./world";

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
  world: World,
  drill?: string,
): Promise<Detection> {
  const { rules, config } = world;
  const isLearning = await learningOf(
    observations,
    nowMs,
    config.learningDays,
    world.learning,
    drill,
  );
  const windows = groupHits(observations, rules, config, drill, isLearning);
  const minutes = groupMinutes(observations, rules, config, drill, isLearning);
  const exact = await Promise.all(windows.map((group) => countWindow(group, nowMs, world)));
  const summed = await Promise.all(minutes.map((group) => countMinutes(group, nowMs, world)));
  return together([...exact, ...summed]);
}

/** Judges again, now that the time to confirm has passed. */
export async function lookAgain(again: LookAgain, nowMs: number, world: World): Promise<Detection> {
  const rule = world.rules.find(({ id }) => id === again.ruleId);
  if (rule === undefined) return NOTHING;
  if (again.dueAtMs > nowMs) return { steps: [], lookAgain: [again] };
  return isMinuteMeasure(rule.measure)
    ? lookAtMinutes(again, rule, nowMs, world)
    : lookAtWindow(again, rule, nowMs, world);
}
