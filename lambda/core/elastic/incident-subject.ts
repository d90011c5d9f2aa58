import { SMS_PUMPING } from "./attack-technique";
import { bounded, boundedNames, LONGEST_LIST, LONGEST_NAME } from "./bounded";
import type { Incident, IncidentStep, Reason, RuleSummary, Share } from "../incidents/incident";
import { confirmedOn, measureFields, usualFields } from "./measure-fields";
import { incidentMessage } from "./message";
import { reasonOf } from "./reason";
import type { Target } from "../model/rule";
import { catalogue } from "../rules";
import type { Subject } from "./subject";

/** The gravest first: of several reasons for one step, it names the action. */
const ACTIONS: readonly Reason[] = [
  "opened",
  "escalated",
  "reopened",
  "closed",
  "new rule",
  "tenfold",
  "merged",
];

/**
 * Why somebody has to look. Anything else would be a second alert for what is known: one that
 * reopens has its alert, with the same `event.id`, and escalates once it grows.
 */
const ALARMING: readonly Reason[] = ["opened", "escalated"];

/** An incident that went into an older one has only merged, whatever else it did. */
const reasonFor = ({ reasons, into }: IncidentStep): Reason =>
  (into === undefined ? ACTIONS.find((reason) => reasons.includes(reason)) : undefined) ?? "merged";

/** Whether Elastic's rules are to make an alert of it: neither drills nor what is suppressed. */
const isAlert = (step: IncidentStep): boolean =>
  ALARMING.includes(reasonFor(step)) &&
  step.incident.drill === undefined &&
  step.incident.suppressedBy === undefined;

const shareFields = (shares: readonly Share[]): readonly object[] =>
  shares
    .slice(0, LONGEST_LIST)
    .map(({ value, count, share }) => ({ value: bounded(value, LONGEST_NAME), count, share }));

const ruleFields = (rule: RuleSummary, target: Target): object => ({
  id: rule.ruleId,
  findings: rule.findings,
  top_entity: { type: rule.entityType, value: bounded(rule.topEntity, LONGEST_NAME) },
  count: rule.count,
  confirmed: confirmedOn(target, rule.confirmed),
  paid: rule.paid,
  unexplained: rule.unexplained,
  peak: rule.peak,
  measure: measureFields(rule.measure),
  notify: rule.notify,
  is_known: rule.isKnown,
  is_learning: rule.isLearning,
});

function attackOf({ rules }: Incident): readonly string[] {
  const named = rules.flatMap(
    ({ ruleId }) => catalogue.find(({ id }) => id === ruleId)?.attack ?? [],
  );
  return named.length === 0 ? [SMS_PUMPING] : named;
}

function ownFields({ incident, reasons }: IncidentStep, lead: RuleSummary | undefined): object {
  const { openedAs, destinations } = incident;
  return {
    incident_id: incident.id,
    reasons,
    measure: lead && measureFields(lead.measure),
    usual: usualFields(lead?.usual),
    unexplained: lead?.unexplained,
    peak: lead?.peak,
    is_learning: incident.rules.some(({ isLearning }) => isLearning === true) || undefined,
    opened_as: { severity: openedAs.severity, rule_id: openedAs.ruleId },
    rules: incident.rules.slice(0, LONGEST_LIST).map((rule) => ruleFields(rule, incident.target)),
    addresses: shareFields(incident.addresses),
    networks: shareFields(incident.networks),
    sampled_addresses: boundedNames(incident.otherAddresses),
    destination_blocks: boundedNames(destinations.values),
    destination_count: destinations.count || undefined,
  };
}

/** A step of an incident, by the figures of its leading rule. */
export function incidentSubject(step: IncidentStep): Subject {
  const { incident, atMs } = step;
  const { id, revision, leadRuleId, addresses, otherAddresses, addressCount } = incident;
  const lead = incident.rules.find(({ ruleId }) => ruleId === leadRuleId) ?? incident.rules[0];
  const confirmed = confirmedOn(incident.target, incident.confirmed);
  const value = bounded(lead?.topEntity ?? "", LONGEST_NAME);
  return {
    type: "incident",
    state: incident,
    eventId: id,
    isAlert: isAlert(step),
    action: `incident-${reasonFor(step).replace(" ", "-")}`,
    sequence: revision,
    atMs,
    ruleId: leadRuleId,
    measure: lead?.measure,
    attack: attackOf(incident),
    entity: { type: lead?.entityType ?? "ip", value },
    addresses: {
      known: [...addresses.map((share) => share.value), ...otherAddresses],
      count: addressCount,
    },
    calls: incident.calls,
    into: step.into,
    message: incidentMessage(incident),
    reason: lead === undefined ? "" : reasonOf(leadRuleId, { ...lead, confirmed }),
    own: ownFields(step, lead),
  };
}
