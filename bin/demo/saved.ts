import type { Finding } from "../../lambda/core/findings/finding";
import type { Incident } from "../../lambda/core/incidents/incident";
import type { Observation } from "../../lambda/core/model/observation";
import { catalogue } from "../../lambda/core/rules";

/** The paid messages of an incident: those its lead rule counted for the entities that tripped it. */
export function paidTimes(
  { leadRuleId, target, firstSeen, lastSeen }: Incident,
  findings: readonly Finding[],
  observations: readonly Observation[],
): readonly number[] {
  const rule = catalogue.find(({ id }) => id === leadRuleId);
  const entities = new Set(
    findings
      .filter((finding) => finding.ruleId === leadRuleId && finding.target === target)
      .map(({ entity }) => entity.value),
  );
  return observations
    .filter((observation) => {
      const { atMs, delivery, outcome } = observation;
      const entity = rule?.entityOf(observation)?.value;
      const isPaid = delivery === "sms" && outcome === "success";
      const isWithin = atMs >= firstSeen && atMs <= lastSeen;
      return isPaid && isWithin && entity !== undefined && entities.has(entity);
    })
    .map(({ atMs }) => atMs);
}

/** How many of the messages were still to come a while after a moment. */
export const stillToCome = (times: readonly number[], atMs: number, afterMs: number): number =>
  times.filter((time) => time > atMs + afterMs).length;
