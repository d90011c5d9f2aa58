import { measureFor, type ActiveRule } from "../rules/active-rule";
import { recordFinding } from "../findings/record-finding";
import type { Fired } from "../findings/merge-findings";
import { chains } from "../model/interval";
import { notifyWhileLearning } from "./learning";
import { GRACE_MS, graceOf, type MinuteMeasure } from "../model/rule";
import { MINUTE_MS } from "../model/time";
import type { LookAgain } from "./deferred-evaluation";
import type { Origin } from "./windows/evidence-context";
import { NOTHING, type Detection, type World } from "../world";
import { verdictOn, type Verdict } from "./minutes/verdict";
import { hourOfMinute, minuteOf, type MinuteKey } from "./minutes/minute-count";
import { keepSample } from "./minutes/minute-evidence";
import type { MinuteGroup } from "./minutes/minute-group";
import { settledBy } from "./minutes/judge-minutes";
import { sumsOf, type MinuteSums } from "./minutes/sums";

/** What to judge: minutes of one key by one rule. */
interface Question {
  readonly key: MinuteKey;
  readonly rule: ActiveRule;
  readonly measure: MinuteMeasure;
  readonly minutes: readonly number[];
  readonly origin: Origin;
  /** Whether the time to confirm has passed for all of these minutes. */
  readonly isDue: boolean;
  /** The latest of the hits that ask, where one does: its minute is not over yet. */
  readonly latestMs?: number | undefined;
}

/** How many minutes before and after a minute its requests decide about. */
const reachOf = (measure: MinuteMeasure): number =>
  Math.max(measure.windowMs, ...(measure.kind === "volume" ? [] : measure.spansMs)) / MINUTE_MS;

const endOf = (minute: number): number => (minute + 1) * MINUTE_MS - 1;

/** Stretches of firing minutes, each of which belongs to one finding. */
function stretches({ firing, measure }: Verdict, { rule, latestMs }: Question): readonly Fired[] {
  const endIn = (minute: number): number =>
    latestMs !== undefined && minuteOf(latestMs) === minute ? latestMs : endOf(minute);
  const spans = chains(
    firing,
    ({ until }) => ({ fromMs: until * MINUTE_MS, toMs: endOf(until) }),
    rule.quietMs,
  );
  return spans.map((chain) => ({
    firstFiring: Math.min(...chain.map(({ until }) => until)) * MINUTE_MS,
    lastFiring: endIn(Math.max(...chain.map(({ until }) => until))),
    openedAt: endOf(Math.min(...chain.map(({ minute }) => minute))) + graceOf(measure),
    firstSeen: Math.min(...chain.map(({ since }) => since)) * MINUTE_MS,
    size: Math.ceil(Math.max(...chain.map(({ size }) => size))),
  }));
}

function lookAgainAt({ key, rule, origin }: Question, pending: readonly number[], nowMs: number) {
  const { scope, target, entity } = key;
  const dueAtMs = Math.max(endOf(settledBy(Math.max(...pending))), nowMs + GRACE_MS);
  const window = { scope, target, entity, spanMs: rule.measure.windowMs };
  return { key: window, ruleId: rule.id, indices: pending, origin, dueAtMs };
}

async function judge(
  question: Question,
  sums: MinuteSums,
  nowMs: number,
  world: World,
): Promise<Detection> {
  const { key, rule, origin } = question;
  const verdict = await verdictOn(question, sums, world);
  const fired = stretches(verdict, question);
  const { measure, usual, isShareKnown, pending } = verdict;
  const notify = notifyWhileLearning(origin, isShareKnown);
  const context = { key, rule, measure, origin, nowMs, usual, notify };
  const steps = fired.length === 0 ? [] : await recordFinding(fired, context, world);
  const lookAgain = pending.length === 0 ? [] : [lookAgainAt(question, pending, nowMs)];
  return { steps, lookAgain };
}

/** Every minute about which requests in the given minutes decide. */
function decided(minutes: readonly number[], reach: number, latest: number): number[] {
  const all = new Set<number>();
  for (const minute of minutes) {
    for (let next = minute; next < minute + reach && next <= latest; next++) all.add(next);
  }
  return [...all].sort((a, b) => a - b);
}

async function sumsAround(
  key: MinuteKey,
  minutes: readonly number[],
  reach: number,
  world: World,
): Promise<MinuteSums> {
  const first = hourOfMinute(Math.min(...minutes) - reach);
  const last = hourOfMinute(settledBy(Math.max(...minutes) + reach));
  return sumsOf(await world.minutes.read(key, first, last));
}

const measureOf = (rule: ActiveRule, { entity }: MinuteKey, origin: Origin, { config }: World) =>
  measureFor(rule, entity, config, origin) as MinuteMeasure;

/** Counts one group, then judges every minute that it decides about. */
export async function countMinutes(
  group: MinuteGroup,
  nowMs: number,
  world: World,
): Promise<Detection> {
  const { key, rule, additions, hits, minutes, origin } = group;
  for (const addition of additions) await world.minutes.add(key, addition);
  if (minutes.length === 0) return NOTHING;
  const measure = measureOf(rule, key, origin, world);
  const reach = reachOf(measure);
  const sums = await sumsAround(key, minutes, reach, world);
  await keepSample(group, sums, world.windows);
  const latestMs = Math.max(...hits.map(({ atMs }) => atMs));
  const question = { key, rule, measure, origin, isDue: false, latestMs };
  const toJudge = decided(minutes, reach, sums.latest);
  return judge({ ...question, minutes: toJudge }, sums, nowMs, world);
}

/** Judges minutes again, now that the time to confirm has passed. */
export async function lookAtMinutes(
  { key, indices, origin }: LookAgain,
  rule: ActiveRule,
  nowMs: number,
  world: World,
): Promise<Detection> {
  const { scope, target, entity } = key;
  const own = { scope, target, entity, ruleId: rule.id };
  const measure = measureOf(rule, own, origin, world);
  const sums = await sumsAround(own, indices, reachOf(measure), world);
  const question = { key: own, rule, measure, minutes: indices, origin, isDue: true };
  return judge(question, sums, nowMs, world);
}
