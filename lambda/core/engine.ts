import { measureFor, type ActiveRule } from "./active-rule";
import type { FindingStep } from "./findings/finding";
import { groupHits, type Origin, type WindowGroup } from "./windows/hit";
import { look, type Answer, type LookAgain, type Question } from "./windows/look";
import type { Observation } from "./observation";
import type { KnownStore } from "./ports";
import { recordFinding, type FindingWorld } from "./findings/record-finding";
import { graceOf } from "./rule";
import { addGroup, affected, readAround, trimGroup } from "./windows/window-set";

export interface World extends FindingWorld {
  readonly known: KnownStore;
  readonly rules: readonly ActiveRule[];
}

/** What a batch led to: steps that were written, and verdicts that fall due later. */
export interface Detection {
  readonly steps: readonly FindingStep[];
  readonly lookAgain: readonly LookAgain[];
}

const together = (all: readonly Detection[]): Detection => ({
  steps: all.flatMap(({ steps }) => steps),
  lookAgain: all.flatMap(({ lookAgain }) => lookAgain),
});

/** Records what fired, and says when to look at the rest. */
async function conclude(
  { key, rule, indices }: Question,
  { fired, dueAtMs }: Answer,
  origin: Origin,
  nowMs: number,
  world: World,
): Promise<Detection> {
  const { scope, target, entity } = key;
  const context = {
    key: { scope, target, ruleId: rule.id, entity },
    rule,
    measure: measureFor(rule, entity, world.config),
    origin,
    nowMs,
  };
  const steps = fired.length === 0 ? [] : await recordFinding(fired, context, world);
  const lookAgain =
    dueAtMs === undefined ? [] : [{ key, ruleId: rule.id, indices, origin, dueAtMs }];
  return { steps, lookAgain };
}

/** Remembers that an entity confirmed, which gives it grace on the days that follow. */
async function remember({ key, confirmedDays }: WindowGroup, { known }: World): Promise<void> {
  for (const day of confirmedDays) await known.add(key.scope, key.target, key.entity, day);
}

/**
 * Counts one group. The read comes after the write, always: of all writers that complete a run,
 * the one that finishes last then sees the whole of it. And what has fired before is judged
 * again: whoever fired it may have died before recording it.
 */
async function countGroup(group: WindowGroup, nowMs: number, world: World): Promise<Detection> {
  await remember(group, world);
  await addGroup(world.windows, group);
  const indices = affected(group.additions.map(({ index }) => index));
  const graceMs = Math.max(0, ...[...group.counted.keys()].map(({ measure }) => graceOf(measure)));
  const chunks = await readAround(world.windows, group.key, indices, graceMs);
  const detections: Detection[] = [];
  for (const [rule, counted] of group.counted) {
    const question = { key: group.key, rule, indices: affected(counted.indices) };
    const answer = await look(question, chunks, nowMs, world);
    detections.push(await conclude(question, answer, counted.origin, nowMs, world));
  }
  await trimGroup(world.windows, group, chunks);
  return together(detections);
}

/**
 * Counts a batch of observations and records the findings they lead to. Safe to repeat, in any
 * order, beside any number of others doing the same.
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
  const groups = groupHits(observations, world.rules, world.config, drill);
  return together(await Promise.all(groups.map((group) => countGroup(group, nowMs, world))));
}

/** Judges again, now that the entity's time to confirm has passed. */
export async function lookAgain(again: LookAgain, nowMs: number, world: World): Promise<Detection> {
  const rule = world.rules.find(({ id }) => id === again.ruleId);
  if (rule === undefined) return { steps: [], lookAgain: [] };
  if (again.dueAtMs > nowMs) return { steps: [], lookAgain: [again] };
  const question = { key: again.key, rule, indices: again.indices };
  const graceMs = graceOf(rule.measure);
  const chunks = await readAround(world.windows, again.key, again.indices, graceMs);
  const { fired } = await look(question, chunks, nowMs, world);
  return conclude(question, { fired }, again.origin, nowMs, world);
}
