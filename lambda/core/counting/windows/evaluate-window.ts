import { EARLY, GRACE_MS, KNOWN_DAYS, REGULAR_DAYS } from "../../model/grace";
import { isMinuteMeasure, type WindowMeasure } from "../../model/measure";
import type { Entity, Target } from "../../model/rule";
import { measureFor, surelyKept, type ActiveRule } from "../../rules/active-rule";
import type { Config } from "../../model/config";
import { judge } from "./judge";
import type { Basis, Fired, Judgment } from "./measure";
import type { EvidenceContext } from "./evidence-context";
import { knownTextsIn } from "./known-texts";
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
  /** Set where people are known to type so slowly that what falls due was put off once more. */
  readonly isPutOff?: true | undefined;
}

/** When it is evaluated, and whether that was put off so that late records may come. */
export interface EvaluationTime {
  readonly nowMs: number;
  readonly isDue: boolean;
}

/** How many times its own peak the requests of a regular entity must exceed to end its grace. */
const TIMES = 3;

interface EvaluationDeps {
  readonly known: KnownStore;
  readonly config: Config;
  /** The entity's own peak in the days before one, where three are known. */
  readonly peakBefore: (day: number) => Promise<number | undefined>;
  /** How long people at the app client take to type, by the days before the day of a time. */
  readonly typingMsAt?: (atMs: number) => Promise<number>;
}

const NEWCOMER: Pick<Basis, "isKnown" | "oldRequests"> = {
  isKnown: () => false,
  oldRequests: () => EARLY.requests,
};

/** On how many of the days before one the entity confirmed a code. */
type KnownDays = (day: number) => number;

async function knownDaysOf({ key }: ChunksToEvaluate, known: KnownStore): Promise<KnownDays> {
  const confirmed = await known.days(key.scope, key.target, key.entity);
  return (day) => [...confirmed].filter((each) => each < day && each >= day - KNOWN_DAYS).length;
}

/** On the days that the chunks touch, what it takes of an entity that confirms regularly. */
async function oldRequestsOf(
  { key, indices }: ChunksToEvaluate,
  knownDays: KnownDays,
  { peakBefore }: EvaluationDeps,
): Promise<Basis["oldRequests"]> {
  const touched = indices.flatMap((index) => [
    dayOf(index * key.spanMs),
    dayOf((index + 1) * key.spanMs - 1),
  ]);
  const required = new Map<number, number>();
  for (const day of new Set(touched)) {
    if (knownDays(day) < REGULAR_DAYS) continue;
    required.set(day, Math.max(EARLY.requests, TIMES * ((await peakBefore(day)) ?? 0)));
  }
  return (atMs) => required.get(dayOf(atMs)) ?? EARLY.requests;
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

/** The grace of people who are known to type slowly, where what fired had grace. */
async function longerGrace(
  { fired }: WindowEvaluation,
  { typingMsAt }: EvaluationDeps,
): Promise<number | undefined> {
  const graced = fired.filter(({ hadGrace }) => hadGrace === true);
  if (graced.length === 0 || typingMsAt === undefined) return undefined;
  const typingMs = await typingMsAt(Math.min(...graced.map(({ firstFiring }) => firstFiring)));
  return typingMs > GRACE_MS ? typingMs : undefined;
}

type Timelines = Pick<Basis, "hits" | "confirmations">;

/** Judges all requests, and where they do not fire, known texts by themselves. */
function judgeBoth(
  measure: WindowMeasure,
  basis: Basis,
  texts: Timelines | undefined,
  index: number,
): Judgment {
  const all = judge(measure, basis, index);
  if (all.span !== undefined || texts === undefined) return all;
  const ofTexts = judge(measure, { ...basis, ...texts }, index);
  const due = [all.dueAt, ofTexts.dueAt].filter((each) => each !== undefined);
  return { span: ofTexts.span, dueAt: due.length === 0 ? undefined : Math.max(...due) };
}

/**
 * Judges chunks. They and their neighbours must be in `chunks`. Who the entity is, is asked only
 * where a newcomer would fire, and what its peak is, only where it fires all the same: whoever has
 * the grace to confirm fires less, and whoever has it for longer even less.
 */
export async function evaluateWindow(
  request: ChunksToEvaluate,
  chunks: readonly Chunk[],
  time: EvaluationTime,
  deps: EvaluationDeps,
): Promise<WindowEvaluation> {
  const { key, rule, indices, evidenceContext } = request;
  const measure = measureFor(rule, key.entity, deps.config, evidenceContext);
  if (isMinuteMeasure(measure)) return { fired: [] };
  const sizeIn = ({ series }: Chunk): number => sizeOf(series[hitsOf(rule.id)] ?? EMPTY_SERIES);
  const total = chunks.reduce((sum, chunk) => sum + sizeIn(chunk), 0);
  if (total < measure.threshold) return { fired: [] };
  const sizes = new Map(chunks.map((chunk) => [chunk.index, sizeIn(chunk)]));
  const kept = surelyKept(measure);
  const timelines = (of: readonly Chunk[]): Timelines => ({
    hits: timelineOf(of, hitsOf(rule.id), key.spanMs, kept),
    confirmations: timelineOf(of, confirmationsOf(rule.id), key.spanMs, kept),
  });
  const knownTexts = knownTextsIn(chunks, rule.id);
  const texts = knownTexts && timelines(knownTexts);
  const judgeAll = (basis: Basis): Map<number, Judgment> =>
    new Map(indices.map((index) => [index, judgeBoth(measure, basis, texts, index)]));
  const basis: Basis = { ...timelines(chunks), ...NEWCOMER, ...time };
  const quick = evaluationOf(judgeAll(basis), sizes);
  if (measure.kind !== "unconfirmed-burst" || quick.fired.length === 0) return quick;
  const knownDays = await knownDaysOf(request, deps.known);
  const known = { ...basis, isKnown: (atMs: number) => knownDays(dayOf(atMs)) > 0 };
  const evaluation = evaluationOf(judgeAll(known), sizes);
  if (evaluation.fired.length === 0) return evaluation;
  const regular = { ...known, oldRequests: await oldRequestsOf(request, knownDays, deps) };
  const last = evaluationOf(judgeAll(regular), sizes);
  const graceMs = await longerGrace(last, deps);
  if (graceMs === undefined) return last;
  return { ...evaluationOf(judgeAll({ ...regular, graceMs }), sizes), isPutOff: true };
}

/** Remembers on which days an entity confirmed a code. Days count from 1970-01-01 UTC. */
export interface KnownStore {
  readonly add: (scope: string, target: Target, entity: Entity, day: number) => Promise<void>;
  readonly days: (scope: string, target: Target, entity: Entity) => Promise<ReadonlySet<number>>;
}
