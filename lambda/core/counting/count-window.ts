import { measureFor, type ActiveRule } from "../rules/active-rule";
import type { Usual } from "../findings/finding";
import type { Fired } from "../findings/merge-findings";
import { recordFinding } from "../findings/record-finding";
import { usualOfClient } from "./minutes/client-baseline";
import { graceOf, type Measure } from "../model/rule";
import { together, type Detection, type World } from "../world";
import type { WindowGroup } from "./windows/window-group";
import { look, type Answer, type Question } from "./windows/evaluate-window";
import type { LookAgain } from "./deferred-evaluation";
import { againstOwnPast } from "./entity-baseline";
import { addGroup, affected, readAround, trimGroup } from "./windows/window-set";

interface Weighed {
  readonly fired: readonly Fired[];
  readonly measure: Measure;
  readonly usual?: Usual | undefined;
}

/** Unconfirmed codes say little where nobody can see confirmations. */
async function weighed(
  fired: readonly Fired[],
  question: Question,
  measure: Measure,
  world: World,
): Promise<Weighed> {
  if (measure.kind !== "unconfirmed-burst") return { fired, measure };
  const { scope, target } = question.key;
  const atMs = Math.min(...fired.map(({ firstFiring }) => firstFiring));
  const usual = await usualOfClient(scope, target, atMs, world);
  return usual?.isConfirmationInvisible === true
    ? againstOwnPast(fired, question, measure, world)
    : { fired, measure, usual };
}

/** Records what fired, and says when to look at the rest. */
async function conclude(
  question: Question,
  { fired, dueAtMs }: Answer,
  nowMs: number,
  world: World,
): Promise<Detection> {
  const { key, rule, indices, origin } = question;
  const { scope, target, entity } = key;
  const lookAgain =
    dueAtMs === undefined ? [] : [{ key, ruleId: rule.id, indices, origin, dueAtMs }];
  if (fired.length === 0) return { steps: [], lookAgain };
  const measured = measureFor(rule, entity, world.config, origin);
  const judged = await weighed(fired, question, measured, world);
  if (judged.fired.length === 0) return { steps: [], lookAgain };
  const { measure, usual } = judged;
  const findingKey = { scope, target, ruleId: rule.id, entity };
  const context = { key: findingKey, rule, measure, origin, nowMs, usual };
  return { steps: await recordFinding(judged.fired, context, world), lookAgain };
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
export async function countWindow(
  group: WindowGroup,
  nowMs: number,
  world: World,
): Promise<Detection> {
  await remember(group, world);
  await addGroup(world.windows, group);
  const indices = affected(group.additions.map(({ index }) => index));
  const graceMs = Math.max(0, ...[...group.counted.keys()].map(({ measure }) => graceOf(measure)));
  const chunks = await readAround(world.windows, group.key, indices, graceMs);
  const detections: Detection[] = [];
  for (const [rule, { indices: counted, origin }] of group.counted) {
    const question = { key: group.key, rule, indices: affected(counted), origin };
    const answer = await look(question, chunks, nowMs, world);
    detections.push(await conclude(question, answer, nowMs, world));
  }
  await trimGroup(world.windows, group, chunks);
  return together(detections);
}

/** Judges chunks again, now that the entity's time to confirm has passed. */
export async function lookAtWindow(
  { key, indices, origin }: LookAgain,
  rule: ActiveRule,
  nowMs: number,
  world: World,
): Promise<Detection> {
  const question = { key, rule, indices, origin };
  const graceMs = graceOf(rule.measure);
  const chunks = await readAround(world.windows, key, indices, graceMs);
  const { fired } = await look(question, chunks, nowMs, world);
  return conclude(question, { fired }, nowMs, world);
}
