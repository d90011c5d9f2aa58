import { keptTokens, measureFor, type ActiveRule } from "../../rules/active-rule";
import type { Config } from "../../model/config";
import { addressText, callText, destinationText, sampled, tagOfText } from "./evidence";
import { isSurelyPaid, isSurelyUnsent, type Observation } from "../../model/observation";
import { matchRule } from "../../rules/rule-match";
import { isMinuteMeasure } from "../../model/measure";
import { evidenceContextOf, type IsLearning, type EvidenceContext } from "./evidence-context";
import { scopeOf, type Scope } from "../../model/scope";
import { dayOf } from "../../model/time";
import { answersPossible } from "./known-texts";
import { aboutSubject, encodeToken, type Token } from "./token";
import {
  addition,
  confirmationsOf,
  hitsOf,
  type Chunk,
  type Series,
  type WindowKey,
} from "./window";

/** What a batch adds to one window: one stored item per chunk, shared by several rules. */
export interface WindowGroup {
  readonly key: WindowKey;
  readonly additions: readonly Chunk[];
  /** How many tokens of each series decide; the store keeps up to four times as many. */
  readonly kept: ReadonlyMap<string, number>;
  /** Per rule that counted something: in which chunks, and what a finding should remember. */
  readonly counted: ReadonlyMap<ActiveRule, CountedHits>;
  /** Days on which the entity confirmed a code. */
  readonly confirmedDays: ReadonlySet<number>;
}

export interface CountedHits {
  readonly indices: ReadonlySet<number>;
  readonly evidenceContext: EvidenceContext;
}

interface OpenGroup {
  readonly key: WindowKey;
  readonly scope: Scope;
  readonly tokens: Map<number, Map<string, Token[]>>;
  readonly texts: Map<number, Set<string>>;
  readonly kept: Map<string, number>;
  readonly counted: Map<ActiveRule, { indices: Set<number>; observations: Observation[] }>;
  readonly confirmedDays: Set<number>;
}

const keyTexts = new WeakMap<WindowKey, string>();

/** One text for equal keys, made once for each key object. */
export function windowKeyText(key: WindowKey): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const { scope, target, spanMs, entity } = key;
  const text = JSON.stringify([scope, target, spanMs, entity.type, entity.value]);
  keyTexts.set(key, text);
  return text;
}

function groupFor(groups: Map<string, OpenGroup>, key: WindowKey, scope: Scope): OpenGroup {
  const id = windowKeyText(key);
  let group = groups.get(id);
  if (group === undefined) {
    group = {
      key,
      scope,
      tokens: new Map(),
      texts: new Map(),
      kept: new Map(),
      counted: new Map(),
      confirmedDays: new Set(),
    };
    groups.set(id, group);
  }
  return group;
}

function pushToken(group: OpenGroup, index: number, series: string, token: Token): void {
  const bySeries = group.tokens.get(index) ?? new Map<string, Token[]>();
  group.tokens.set(index, bySeries);
  const tokens = bySeries.get(series);
  if (tokens === undefined) bySeries.set(series, [token]);
  else tokens.push(token);
}

function addTexts(group: OpenGroup, index: number, observation: Observation, call: string): void {
  let texts = group.texts.get(index);
  if (texts === undefined) group.texts.set(index, (texts = new Set()));
  texts.add(call);
  const { ip, destination } = observation;
  if (ip !== undefined && group.key.entity.type !== "ip") texts.add(addressText(ip));
  if (destination !== undefined) texts.add(destinationText(destination));
}

const tokenOf = (observation: Observation, offsetMs: number, call: string): Token =>
  aboutSubject(
    encodeToken(
      offsetMs,
      observation.id,
      tagOfText(call),
      isSurelyPaid(observation),
      isSurelyUnsent(observation),
    ),
    observation.subject,
  );

function countHit(
  group: OpenGroup,
  rule: ActiveRule,
  observation: Observation,
  call: string,
): void {
  const { spanMs } = group.key;
  const index = Math.floor(observation.atMs / spanMs);
  const offset = observation.atMs - index * spanMs;
  const token = tokenOf(observation, offset, call);
  pushToken(group, index, hitsOf(rule.id), token);
  addTexts(group, index, observation, call);
  const counted = group.counted.get(rule) ?? { indices: new Set(), observations: [] };
  group.counted.set(rule, counted);
  counted.indices.add(index);
  counted.observations.push(observation);
}

function countConfirmation(group: OpenGroup, rule: ActiveRule, observation: Observation): void {
  const { spanMs } = group.key;
  const countsAtMs = observation.answersMs ?? observation.atMs;
  const index = Math.floor(countsAtMs / spanMs);
  const offset = countsAtMs - index * spanMs;
  const token = encodeToken(offset, observation.id, "--", false, answersPossible(observation));
  pushToken(group, index, confirmationsOf(rule.id), token);
  // Who completes a sign-in need not have typed a code in, and gets no grace for it elsewhere.
  if (rule.measure.kind === "unconfirmed-burst") group.confirmedDays.add(dayOf(observation.atMs));
}

/** The series in which a flood may end its own grace. */
const seriesWithGrace = ({ counted }: OpenGroup): ReadonlySet<string> =>
  new Set(
    [...counted.keys()]
      .filter(({ measure }) => measure.kind === "unconfirmed-burst")
      .map(({ id }) => hitsOf(id)),
  );

function close(group: OpenGroup, isLearning: IsLearning): WindowGroup {
  const { key, scope, tokens, texts, kept, counted, confirmedDays } = group;
  const withGrace = seriesWithGrace(group);
  const additions = [...tokens].map(([index, bySeries]): Chunk => {
    const series: Record<string, Series> = {};
    for (const [name, list] of bySeries) {
      const keep = kept.get(name) ?? 0;
      series[name] = addition(list, keep, key.spanMs, withGrace.has(name) ? keep : 0);
    }
    return { index, series, texts: sampled(texts.get(index) ?? []) };
  });
  const closed = [...counted].map(([rule, { indices, observations }]) => {
    return [
      rule,
      { indices, evidenceContext: evidenceContextOf(observations, scope, isLearning) },
    ] as const;
  });
  return { key, additions, kept, counted: new Map(closed), confirmedDays };
}

/** A batch may hold hits of sources that are still learned and of others. */
function keepAtLeast({ kept }: OpenGroup, { id }: ActiveRule, tokens: number): void {
  for (const series of [hitsOf(id), confirmationsOf(id)]) {
    kept.set(series, Math.max(tokens, kept.get(series) ?? 0));
  }
}

/**
 * Groups what a batch of observations counts by window. An observation that several rules count
 * for one entity over one span lands in one group, and so in one write.
 */
export function groupHits(
  observations: readonly Observation[],
  rules: readonly ActiveRule[],
  config: Config,
  drill?: string,
  isLearning: IsLearning = () => false,
): readonly WindowGroup[] {
  const groups = new Map<string, OpenGroup>();
  const counting = rules.filter(({ measure }) => !isMinuteMeasure(measure));
  for (const observation of observations) {
    const scope = scopeOf(observation, config, drill);
    let call: string | undefined;
    for (const rule of counting) {
      const role = matchRule(rule, observation);
      if (role === undefined) continue;
      const { entity, target } = role;
      const spanMs = rule.measure.windowMs;
      const group = groupFor(groups, { scope: scope.name, target, spanMs, entity }, scope);
      const learner = { isLearning: isLearning(observation) !== false };
      const kept = keptTokens(measureFor(rule, entity, config, learner));
      keepAtLeast(group, rule, kept);
      if (role.isHit) countHit(group, rule, observation, (call ??= callText(observation)));
      else countConfirmation(group, rule, observation);
    }
  }
  return [...groups.values()].map((group) => close(group, isLearning));
}
