import { measureFor, surelyKept, type ActiveRule } from "../../rules/active-rule";
import type { Config } from "../../model/config";
import { judge, type Basis, type Verdict } from "./measure";
import type { Origin } from "./evidence-context";
import type { Fired } from "../../findings/merge-findings";
import type { KnownStore } from "../../ports";
import { isMinuteMeasure, KNOWN_DAYS } from "../../model/rule";
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
export interface Question {
  readonly key: WindowKey;
  readonly rule: ActiveRule;
  readonly indices: readonly number[];
  readonly origin: Origin;
}

export interface Answer {
  readonly fired: readonly Fired[];
  readonly dueAtMs?: number | undefined;
}

interface LookWorld {
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

function answered(
  verdicts: ReadonlyMap<number, Verdict>,
  sizes: ReadonlyMap<number, number>,
): Answer {
  const fired = [...verdicts].flatMap(([index, { span }]) =>
    span === undefined ? [] : [{ ...span, size: sizes.get(index) ?? 0 }],
  );
  const due = [...verdicts.values()].flatMap(({ dueAt }) => dueAt ?? []);
  return { fired, dueAtMs: due.length === 0 ? undefined : Math.max(...due) };
}

/**
 * Judges chunks. They and their neighbours must be in `chunks`. Who the entity is, is asked only
 * where a newcomer would fire: whoever has the grace to confirm fires even less.
 */
export async function look(
  { key, rule, indices, origin }: Question,
  chunks: readonly Chunk[],
  nowMs: number,
  { known, config }: LookWorld,
): Promise<Answer> {
  const measure = measureFor(rule, key.entity, config, origin);
  if (isMinuteMeasure(measure)) return { fired: [] };
  const sizeIn = ({ series }: Chunk): number => sizeOf(series[hitsOf(rule.id)] ?? EMPTY_SERIES);
  const total = chunks.reduce((sum, chunk) => sum + sizeIn(chunk), 0);
  if (total < measure.threshold) return { fired: [] };
  const sizes = new Map(chunks.map((chunk) => [chunk.index, sizeIn(chunk)]));
  const judgeAll = (basis: Basis): Map<number, Verdict> =>
    new Map(indices.map((index) => [index, judge(measure, basis, index)]));
  const kept = surelyKept(measure);
  const basis: Basis = {
    hits: timelineOf(chunks, hitsOf(rule.id), key.spanMs, kept),
    confirmations: timelineOf(chunks, confirmationsOf(rule.id), key.spanMs, kept),
    isKnown: () => false,
    nowMs,
  };
  const quick = answered(judgeAll(basis), sizes);
  if (measure.kind !== "unconfirmed-burst" || quick.fired.length === 0) return quick;
  return answered(judgeAll({ ...basis, isKnown: await knownAt(known, key) }), sizes);
}
