import { FEW, GRACE_MS } from "../model/grace";
import { graceOf, type Measure } from "../model/measure";
import { measureFor, type ActiveRule } from "../rules/active-rule";
import type { DeferredEvaluation } from "./deferred-evaluation";
import { beyondBaseline, compareWithBaseline, entityBaseline } from "./entity-baseline";
import { MINUTE_MS } from "../model/time";
import { clientBaseline, clientTypingMs } from "./minutes/client-baseline";
import { LONGEST_GRACE } from "./minutes/typing-delay";
import type { Counted, CountingDeps, Verdict } from "./verdict";
import {
  evaluateWindow,
  type ChunksToEvaluate,
  type EvaluationTime,
  type WindowEvaluation,
} from "./windows/evaluate-window";
import type { Fired } from "./windows/measure";
import type { WindowGroup } from "./windows/window-group";
import { addGroup, affected, readAround, type Reach } from "./windows/window-set";
import type { Chunk } from "./windows/window";

/** What a group came to, and the chunks as they were read for it. */
export interface CountedWindow extends Counted {
  readonly chunks: readonly Chunk[];
}

/** Unconfirmed codes say little where nobody can see confirmations. */
async function weighed(
  fired: readonly Fired[],
  request: ChunksToEvaluate,
  measure: Measure,
  deps: CountingDeps,
): Promise<Pick<Verdict, "fired" | "measure" | "usual">> {
  if (measure.kind === "uncompleted-burst") return beyondBaseline(fired, request, measure, deps);
  if (measure.kind !== "unconfirmed-burst") return { fired, measure };
  const { scope, target } = request.key;
  const atMs = Math.min(...fired.map(({ firstFiring }) => firstFiring));
  const usual = await clientBaseline(scope, target, atMs, deps);
  return usual?.isConfirmationInvisible === true
    ? compareWithBaseline(fired, request, measure, deps)
    : { fired, measure, usual };
}

const evaluate = (
  request: ChunksToEvaluate,
  chunks: readonly Chunk[],
  time: EvaluationTime,
  deps: CountingDeps,
): Promise<WindowEvaluation> =>
  evaluateWindow(request, chunks, time, {
    ...deps,
    peakBefore: async (day) => (await entityBaseline(request, day, deps)).peak,
    typingMsAt: (atMs) => clientTypingMs(request.key.scope, request.key.target, atMs, deps),
  });

/** What may decide by one of the rules: as much as any of them looks back, or waits for. */
function reachOf(rules: readonly ActiveRule[], spanMs: number): Reach {
  const measures = rules.map(({ measure }) => measure);
  const isUnconfirmed = measures.some(({ kind }) => kind === "unconfirmed-burst");
  const longestMs = isUnconfirmed ? LONGEST_GRACE * MINUTE_MS : 0;
  return {
    behind: isUnconfirmed ? Math.ceil(Math.max(spanMs, FEW.backMs) / spanMs) : 1,
    graceMs: Math.max(longestMs, ...measures.map(graceOf)),
  };
}

/** The verdict on what fired, and when to evaluate the rest. */
async function counted(
  request: ChunksToEvaluate,
  { fired, dueAtMs }: WindowEvaluation,
  deps: CountingDeps,
): Promise<Counted> {
  const { key, rule, indices, evidenceContext } = request;
  const deferred: readonly DeferredEvaluation[] =
    dueAtMs === undefined ? [] : [{ key, ruleId: rule.id, indices, evidenceContext, dueAtMs }];
  if (fired.length === 0) return { verdicts: [], deferred };
  const { scope, target, entity } = key;
  const measure = measureFor(rule, entity, deps.config, evidenceContext);
  const judged = await weighed(fired, request, measure, deps);
  if (judged.fired.length === 0) return { verdicts: [], deferred };
  const countKey = { scope, target, ruleId: rule.id, entity };
  return {
    verdicts: [{ key: countKey, rule, evidenceContext, ...judged }],
    deferred,
  };
}

/** Remembers that an entity confirmed, which gives it grace on the days that follow. */
async function remember(
  { key, confirmedDays }: WindowGroup,
  { known }: CountingDeps,
): Promise<void> {
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
  deps: CountingDeps,
): Promise<CountedWindow> {
  await remember(group, deps);
  await addGroup(deps.windows, group);
  const indices = affected(group.additions.map(({ index }) => index));
  const reach = reachOf([...group.counted.keys()], group.key.spanMs);
  const chunks = await readAround(deps.windows, group.key, indices, reach);
  const all: Counted[] = [];
  for (const [rule, { indices: hitIndices, evidenceContext }] of group.counted) {
    const request = { key: group.key, rule, indices: affected(hitIndices), evidenceContext };
    const evaluation = await evaluate(request, chunks, { nowMs, isDue: false }, deps);
    all.push(await counted(request, evaluation, deps));
  }
  return {
    verdicts: all.flatMap(({ verdicts }) => verdicts),
    deferred: all.flatMap(({ deferred }) => deferred),
    chunks,
  };
}

/** Evaluates chunks again, now that the entity's time to confirm has passed. */
export async function reevaluateWindow(
  { key, indices, evidenceContext }: DeferredEvaluation,
  rule: ActiveRule,
  nowMs: number,
  deps: CountingDeps,
): Promise<Counted> {
  const request = { key, rule, indices, evidenceContext };
  const chunks = await readAround(deps.windows, key, indices, reachOf([rule], key.spanMs));
  const { fired, dueAtMs, isPutOff } = await evaluate(
    request,
    chunks,
    { nowMs, isDue: true },
    deps,
  );
  // An earlier version gave few three minutes. What else is still pending has an evaluation of its own.
  const isTooEarly =
    fired.length === 0 && dueAtMs !== undefined && dueAtMs <= nowMs + FEW.graceMs - GRACE_MS;
  return counted(request, { fired, ...((isPutOff === true || isTooEarly) && { dueAtMs }) }, deps);
}
