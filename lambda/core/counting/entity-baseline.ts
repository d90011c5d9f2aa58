import type { Measure, UncompletedBurst } from "../model/measure";
import { DAY_MS, dayOf } from "../model/time";
import {
  BASELINE_DAYS,
  thirdLargest,
  type Baseline,
  type BaselineSnapshot,
} from "./minutes/baseline";
import type { CountingDeps } from "./verdict";
import type { ChunksToEvaluate } from "./windows/evaluate-window";
import type { Fired } from "./windows/measure";
import { hitsOf, sizeOf } from "./windows/window";

/* Where an app client's confirmations cannot be seen, every address and program behind it looks
   as if it confirmed nothing. So they too are compared with their own baseline: what a chunk holds
   against the largest chunks of the days before. */

/** How many times its own peak an entity must exceed. */
const TIMES = 3;

/** The entity's own baseline by what its chunks held in the days before `day`. */
export async function entityBaseline(
  { key, rule }: Pick<ChunksToEvaluate, "key" | "rule">,
  day: number,
  deps: CountingDeps,
): Promise<Baseline> {
  const { scope, target, entity, spanMs } = key;
  const own = { scope, target, entity, ruleId: rule.id };
  const known = await deps.baselines.read(own, day);
  if (known !== undefined) return known;
  const first = Math.floor(((day - BASELINE_DAYS) * DAY_MS) / spanMs);
  const last = Math.floor((day * DAY_MS - 1) / spanMs);
  const peaks = new Map<number, number>();
  let requests = 0;
  for (const { index, series } of await deps.windows.read(key, first, last)) {
    const counted = series[hitsOf(rule.id)];
    if (counted === undefined) continue;
    const ofDay = dayOf(index * spanMs);
    peaks.set(ofDay, Math.max(peaks.get(ofDay) ?? 0, sizeOf(counted)));
    requests += sizeOf(counted);
  }
  const peak = thirdLargest([...peaks.values()]);
  return deps.baselines.keep(own, day, { days: peaks.size, peak, requests, confirmed: 0 });
}

/** What is left of what fired, and the measure that it was held against. */
interface Compared<T extends Measure> {
  readonly fired: readonly Fired[];
  readonly measure: T;
  readonly usual: BaselineSnapshot;
}

/**
 * Holds what fired against the entity's own baseline. While fewer than three days are known, the
 * rule's threshold alone counts.
 */
export async function compareWithBaseline<T extends Measure>(
  fired: readonly Fired[],
  request: ChunksToEvaluate,
  measure: T,
  deps: CountingDeps,
): Promise<Compared<T>> {
  const day = dayOf(Math.min(...fired.map(({ firstFiring }) => firstFiring)));
  const { peak } = await entityBaseline(request, day, deps);
  const usual = { peak, isConfirmationInvisible: true };
  if (peak === undefined) return { fired, measure, usual };
  const threshold = Math.max(measure.threshold, TIMES * peak);
  return {
    fired: fired.filter(({ size }) => size > threshold),
    measure: { ...measure, threshold },
    usual,
  };
}

/**
 * What of that which fired lies beyond `times` the entity's own baseline. One whose usual peaks are
 * small, or that is not known for three days, is held against the threshold alone.
 */
export async function beyondBaseline(
  fired: readonly Fired[],
  request: ChunksToEvaluate,
  measure: UncompletedBurst,
  deps: CountingDeps,
): Promise<Compared<UncompletedBurst>> {
  const day = dayOf(Math.min(...fired.map(({ firstFiring }) => firstFiring)));
  const { peak } = await entityBaseline(request, day, deps);
  const usual = { peak };
  const limit = measure.times * (peak ?? 0);
  if (limit <= measure.threshold) return { fired, measure, usual };
  const beyond = fired.filter(({ size }) => size > limit);
  return { fired: beyond, measure: { ...measure, threshold: limit }, usual };
}
