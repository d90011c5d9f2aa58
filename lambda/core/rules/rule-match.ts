import type { ActiveRule } from "./active-rule";
import { isCountable, type Observation } from "../model/observation";
import { graceOf } from "../model/measure";
import type { Entity, Target } from "../model/rule";

/** What an observation is to a rule: a hit or a confirmation, of whom and of what. */
export interface RuleMatch {
  readonly isHit: boolean;
  readonly entity: Entity;
  readonly target: Target;
}

/** Whether the rule takes the observation for a confirmation. */
export const isConfirmation = (
  { measure, confirms = ({ kind }) => kind === "sms-confirmed" }: ActiveRule,
  observation: Observation,
): boolean => graceOf(measure) > 0 && confirms(observation);

/** Undefined where the rule counts the observation neither way. Who waits, waits for confirmations. */
export function matchRule(rule: ActiveRule, observation: Observation): RuleMatch | undefined {
  const isHit = isCountable(observation) && rule.isHit(observation);
  if (!isHit && !isConfirmation(rule, observation)) return undefined;
  const entity = rule.entityOf(observation);
  const target = rule.targetOf(observation);
  return entity === undefined || target === undefined ? undefined : { isHit, entity, target };
}
