import type { Finding, FindingStep } from "../findings/finding";
import type { Incident, IncidentStep, Reason, RuleSummary, Share } from "../incidents/incident";
import type { Target } from "../model/rule";
import { catalogue } from "../rules";
import {
  type Addresses,
  addressOfPrincipal,
  bounded,
  boundedNames,
  confirmedOn,
  findingMessage,
  incidentMessage,
  LONGEST_LIST,
  LONGEST_NAME,
  measureFields,
  reasonOf,
  type Subject,
  usualFields,
} from "./subject";
import { SMS_PUMPING } from "./attack";

/** The entity itself where it is an address; else what the evidence names. */
function addressesOf({ entity, evidence }: Finding): Addresses {
  if (entity.type === "ip") return { known: [entity.value], count: 1 };
  const own = addressOfPrincipal(entity);
  if (own !== undefined) return { known: [own], count: 1 };
  return { known: evidence.addresses.values, count: evidence.addresses.count };
}

function findingFields({ finding, kind }: FindingStep, incidentId: string | undefined): object {
  const { id, notify, measure, usual, evidence } = finding;
  return {
    finding_id: id,
    incident_id: incidentId,
    reasons: [kind],
    notify,
    measure: measureFields(measure),
    usual: usualFields(usual),
    unexplained: finding.unexplained,
    peak: finding.peak,
    is_learning: finding.isLearning,
    event_ids: boundedNames(finding.eventIds),
    sampled_addresses: boundedNames(evidence.addresses.values),
    destination_blocks: boundedNames(evidence.destinations.values),
    destination_count: evidence.destinations.count || undefined,
  };
}

/**
 * A step of a finding. It is never an alert: its incident is.
 *
 * @param incidentId of the incident that the finding belongs to, where that is known
 */
export function findingSubject(step: FindingStep, incidentId?: string): Subject {
  const { finding, kind, sequence, atMs } = step;
  const { ruleId, entity } = finding;
  return {
    type: "finding",
    state: finding,
    eventId: incidentId ?? finding.id,
    isAlert: false,
    action: `finding-${kind}`,
    sequence,
    atMs,
    ruleId,
    attack: finding.attack,
    entity: { type: entity.type, value: bounded(entity.value, LONGEST_NAME) },
    addresses: addressesOf(finding),
    calls: finding.evidence.calls,
    into: step.into,
    message: findingMessage(finding),
    reason: reasonOf(ruleId, {
      ...finding,
      confirmed: confirmedOn(finding.target, finding.confirmed),
    }),
    own: findingFields(step, incidentId),
  };
}

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

function incidentFields(
  { incident, reasons }: IncidentStep,
  lead: RuleSummary | undefined,
): object {
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
    reason:
      lead === undefined
        ? ""
        : reasonOf(leadRuleId, { ...lead, confirmed, sentNothing: incident.sentNothing }),
    own: incidentFields(step, lead),
  };
}
