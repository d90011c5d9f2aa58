import { isMinuteMeasure, KNOWN_DAYS, type Entity, type Target } from "../../model/rule";
import { measureFor, surelyKept, type ActiveRule } from "../../rules/active-rule";
import type { Config } from "../../model/config";
import { judge, type Basis, type Fired, type Judgment } from "./measure";
import type { EvidenceContext } from "./evidence-context";
import { timelineOf } from "./timeline";
import { dayOf } from "../../model/time";
import {
  confirmationsOf,
  EMPTY_SERIES,
  hitsOf,
  sizeOf,
  type Chunk,
  type WindowKey,
} from "./window";

/** What to judge: chunks of one window by one rule. */
export interface ChunksToEvaluate {
  readonly key: WindowKey;
  readonly rule: ActiveRule;
  readonly indices: readonly number[];
  readonly evidenceContext: EvidenceContext;
}

/** What fired in them, and when to evaluate again what may still be confirmed. */
export interface WindowEvaluation {
  readonly fired: readonly Fired[];
  readonly dueAtMs?: number | undefined;
}

/** When it is evaluated, and whether that was put off so that late records may come. */
export interface EvaluationTime {
  readonly nowMs: number;
  readonly isDue: boolean;
}

interface EvaluationDeps {
  readonly known: KnownStore;
  readonly config: Config;
}

async function knownAt(known: KnownStore, key: WindowKey): Promise<(atMs: number) => boolean> {
  const days = await known.days(key.scope, key.target, key.entity);
  return (atMs) => {
    for (let back = 1; back <= KNOWN_DAYS; back++) if (days.has(dayOf(atMs) - back)) return true;
    return false;
  };
}

function evaluationOf(
  judgments: ReadonlyMap<number, Judgment>,
  sizes: ReadonlyMap<number, number>,
): WindowEvaluation {
  const fired = [...judgments].flatMap(([index, { span }]) =>
    span === undefined ? [] : [{ ...span, size: sizes.get(index) ?? 0 }],
  );
  const due = [...judgments.values()].flatMap(({ dueAt }) => dueAt ?? []);
  return { fired, dueAtMs: due.length === 0 ? undefined : Math.max(...due) };
}

/**
 * Judges chunks. They and their neighbours must be in `chunks`. Who the entity is, is asked only
 * where a newcomer would fire: whoever has the grace to confirm fires even less.
 */
export async function evaluateWindow(
  { key, rule, indices, evidenceContext }: ChunksToEvaluate,
  chunks: readonly Chunk[],
  time: EvaluationTime,
  { known, config }: EvaluationDeps,
): Promise<WindowEvaluation> {
  const measure = measureFor(rule, key.entity, config, evidenceContext);
  if (isMinuteMeasure(measure)) return { fired: [] };
  const sizeIn = ({ series }: Chunk): number => sizeOf(series[hitsOf(rule.id)] ?? EMPTY_SERIES);
  const total = chunks.reduce((sum, chunk) => sum + sizeIn(chunk), 0);
  if (total < measure.threshold) return { fired: [] };
  const sizes = new Map(chunks.map((chunk) => [chunk.index, sizeIn(chunk)]));
  const judgeAll = (basis: Basis): Map<number, Judgment> =>
    new Map(indices.map((index) => [index, judge(measure, basis, index)]));
  const kept = surelyKept(measure);
  const basis: Basis = {
    hits: timelineOf(chunks, hitsOf(rule.id), key.spanMs, kept),
    confirmations: timelineOf(chunks, confirmationsOf(rule.id), key.spanMs, kept),
    isKnown: () => false,
    ...time,
  };
  const quick = evaluationOf(judgeAll(basis), sizes);
  if (measure.kind !== "unconfirmed-burst" || quick.fired.length === 0) return quick;
  return evaluationOf(judgeAll({ ...basis, isKnown: await knownAt(known, key) }), sizes);
}

/** Remembers on which days an entity confirmed a code. Days count from 1970-01-01 UTC. */
export interface KnownStore {
  readonly add: (scope: string, target: Target, entity: Entity, day: number) => Promise<void>;
  readonly days: (scope: string, target: Target, entity: Entity) => Promise<ReadonlySet<number>>;
}
