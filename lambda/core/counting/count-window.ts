import { measureFor, type ActiveRule } from "../rules/active-rule";
import type { BaselineSnapshot } from "../findings/finding";
import type { Fired } from "../findings/merge-findings";
import { recordFinding } from "../findings/record-finding";
import { clientBaseline } from "./minutes/client-baseline";
import { graceOf, type Measure } from "../model/rule";
import { together, type Detection, type Deps } from "../world";
import type { WindowGroup } from "./windows/window-group";
import { look, type Answer, type Question } from "./windows/evaluate-window";
import type { DeferredEvaluation } from "./deferred-evaluation";
import { compareWithBaseline } from "./entity-baseline";
import { addGroup, affected, readAround, trimGroup } from "./windows/window-set";

interface Weighed {
  readonly fired: readonly Fired[];
  readonly measure: Measure;
  readonly usual?: BaselineSnapshot | undefined;
}

/** Unconfirmed codes say little where nobody can see confirmations. */
async function weighed(
  fired: readonly Fired[],
  question: Question,
  measure: Measure,
  deps: Deps,
): Promise<Weighed> {
  if (measure.kind !== "unconfirmed-burst") return { fired, measure };
  const { scope, target } = question.key;
  const atMs = Math.min(...fired.map(({ firstFiring }) => firstFiring));
  const usual = await clientBaseline(scope, target, atMs, deps);
  return usual?.isConfirmationInvisible === true
    ? compareWithBaseline(fired, question, measure, deps)
    : { fired, measure, usual };
}

/** Records what fired, and says when to look at the rest. */
async function conclude(
  question: Question,
  { fired, dueAtMs }: Answer,
  nowMs: number,
  deps: Deps,
): Promise<Detection> {
  const { key, rule, indices, origin } = question;
  const { scope, target, entity } = key;
  const lookAgain =
    dueAtMs === undefined ? [] : [{ key, ruleId: rule.id, indices, origin, dueAtMs }];
  if (fired.length === 0) return { steps: [], lookAgain };
  const measured = measureFor(rule, entity, deps.config, origin);
  const judged = await weighed(fired, question, measured, deps);
  if (judged.fired.length === 0) return { steps: [], lookAgain };
  const { measure, usual } = judged;
  const findingKey = { scope, target, ruleId: rule.id, entity };
  const context = { key: findingKey, rule, measure, origin, nowMs, usual };
  return { steps: await recordFinding(judged.fired, context, deps), lookAgain };
}

/** Remembers that an entity confirmed, which gives it grace on the days that follow. */
async function remember({ key, confirmedDays }: WindowGroup, { known }: Deps): Promise<void> {
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
  deps: Deps,
): Promise<Detection> {
  await remember(group, deps);
  await addGroup(deps.windows, group);
  const indices = affected(group.additions.map(({ index }) => index));
  const graceMs = Math.max(0, ...[...group.counted.keys()].map(({ measure }) => graceOf(measure)));
  const chunks = await readAround(deps.windows, group.key, indices, graceMs);
  const detections: Detection[] = [];
  for (const [rule, { indices: counted, origin }] of group.counted) {
    const question = { key: group.key, rule, indices: affected(counted), origin };
    const answer = await look(question, chunks, nowMs, deps);
    detections.push(await conclude(question, answer, nowMs, deps));
  }
  await trimGroup(deps.windows, group, chunks);
  return together(detections);
}

/** Judges chunks again, now that the entity's time to confirm has passed. */
export async function reevaluateWindow(
  { key, indices, origin }: DeferredEvaluation,
  rule: ActiveRule,
  nowMs: number,
  deps: Deps,
): Promise<Detection> {
  const question = { key, rule, indices, origin };
  const graceMs = graceOf(rule.measure);
  const chunks = await readAround(deps.windows, key, indices, graceMs);
  const { fired } = await look(question, chunks, nowMs, deps);
  return conclude(question, { fired }, nowMs, deps);
}
