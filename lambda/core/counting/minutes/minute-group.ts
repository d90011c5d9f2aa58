import type { ActiveRule } from "../../rules/active-rule";
import type { Config } from "../../model/config";
import { isMinuteMeasure } from "../../model/measure";
import { countKeyText, type CountKey } from "../../model/rule";
import { isSurelyPaid, isSurelyUnsent, type Observation } from "../../model/observation";
import { matchRule } from "../../rules/rule-match";
import { scopeOf, type Scope } from "../../model/scope";
import {
  evidenceContextOf,
  type IsLearning,
  type EvidenceContext,
} from "../windows/evidence-context";
import {
  emptyHour,
  hourOfMinute,
  MINUTES_IN_HOUR,
  minuteOf,
  type HourCounts,
} from "./minute-count";

/** What a batch adds to the minute sums of one key. */
export interface MinuteGroup {
  readonly key: CountKey;
  readonly rule: ActiveRule;
  readonly additions: readonly HourCounts[];
  readonly hits: readonly Observation[];
  /** Times of what confirms. */
  readonly confirmed: readonly number[];
  /** Minutes to which it adds requests. */
  readonly minutes: readonly number[];
  readonly evidenceContext: EvidenceContext;
}

interface OpenGroup {
  readonly key: CountKey;
  readonly rule: ActiveRule;
  readonly scope: Scope;
  readonly hours: Map<number, ReturnType<typeof emptyHour>>;
  readonly hits: Observation[];
  readonly confirmed: number[];
  /** What comes twice in one batch counts once. */
  readonly ids: Set<string>;
}

const newGroup = (key: CountKey, rule: ActiveRule, scope: Scope): OpenGroup => ({
  key,
  rule,
  scope,
  hours: new Map(),
  hits: [],
  confirmed: [],
  ids: new Set(),
});

function count(group: OpenGroup, observation: Observation, isHit: boolean): void {
  if (group.ids.has(observation.id)) return;
  group.ids.add(observation.id);
  const at = minuteOf(observation.atMs);
  const hour = hourOfMinute(at);
  const minute = at - hour * MINUTES_IN_HOUR;
  const counts = group.hours.get(hour) ?? emptyHour();
  group.hours.set(hour, counts);
  const raise = (list: number[]): void => {
    list[minute] = (list[minute] ?? 0) + 1;
  };
  raise(isHit ? counts.requests : counts.confirmed);
  if (!isHit) {
    group.confirmed.push(observation.atMs);
    return;
  }
  if (isSurelyPaid(observation)) raise(counts.paid);
  if (isSurelyUnsent(observation)) raise(counts.unsent);
  group.hits.push(observation);
}

const closed = (
  { key, rule, scope, hours, hits, confirmed }: OpenGroup,
  isLearning: IsLearning,
): MinuteGroup => ({
  key,
  rule,
  additions: [...hours].map(([hour, counts]) => ({ hour, ...counts })),
  hits,
  confirmed,
  minutes: [...new Set(hits.map(({ atMs }) => minuteOf(atMs)))].sort((a, b) => a - b),
  evidenceContext: evidenceContextOf(hits, scope, isLearning),
});

/** Groups what a batch of observations adds to minute sums. */
export function groupMinutes(
  observations: readonly Observation[],
  rules: readonly ActiveRule[],
  config: Config,
  drill?: string,
  isLearning: IsLearning = () => false,
): readonly MinuteGroup[] {
  const groups = new Map<string, OpenGroup>();
  const counting = rules.filter(({ measure }) => isMinuteMeasure(measure));
  for (const observation of observations) {
    for (const rule of counting) {
      const role = matchRule(rule, observation);
      if (role === undefined) continue;
      const { entity, target } = role;
      const scope = scopeOf(observation, config, drill);
      const key = { scope: scope.name, target, ruleId: rule.id, entity };
      const text = countKeyText(key);
      const group = groups.get(text) ?? newGroup(key, rule, scope);
      groups.set(text, group);
      count(group, observation, role.isHit);
    }
  }
  return [...groups.values()].map((group) => closed(group, isLearning));
}
