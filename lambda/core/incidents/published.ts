import type { Finding, FindingStep } from "../findings/finding";
import type { BaselineSnapshot } from "../counting/minutes/baseline";
import type { Incident, IncidentStep } from "./incident";
import { isoUtc } from "../model/time";

export type DetailType = "SMS Pumping Finding" | "SMS Pumping Incident";

/** An event for the findings bus; `docs/events` has the schema of both details. */
export interface PublishedEvent {
  readonly detailType: DetailType;
  readonly detail: object;
}

const usualRecord = (usual: BaselineSnapshot = {}): object => ({
  peak: usual.peak ?? null,
  confirmedShare: usual.confirmedShare ?? null,
  isShareAssumed: usual.isShareAssumed ?? false,
  isConfirmationInvisible: usual.isConfirmationInvisible ?? false,
});

/** A finding as others see it: event times in ISO 8601 UTC, durations in seconds. */
export function findingRecord(finding: Finding, incidentId: string | null): object {
  const { measure, ruleId, severity, notify } = finding;
  return {
    id: finding.id,
    incidentId,
    rule: { id: ruleId, severity, notify },
    entity: finding.entity,
    target: finding.target,
    status: finding.status,
    firstSeen: isoUtc(finding.firstSeen),
    openedAt: isoUtc(finding.openedAt),
    lastSeen: isoUtc(finding.lastSeen),
    count: finding.count,
    countIsUpperBound: finding.countIsUpperBound,
    confirmed: finding.confirmed,
    sentNothing: finding.sentNothing ?? false,
    unexplained: finding.unexplained ?? null,
    peak: finding.peak,
    threshold: measure.threshold,
    windowSeconds: measure.windowMs / 1000,
    attack: finding.attack,
    usual: usualRecord(finding.usual),
    isLearning: finding.isLearning ?? false,
    level: finding.level,
    money: finding.money,
    accounts: finding.accounts,
    regions: finding.regions,
    suppressedBy: finding.suppressedBy ?? null,
    drill: finding.drill ?? null,
    eventIds: finding.eventIds,
    evidence: finding.evidence,
  };
}

/** An incident as others see it. */
export function incidentRecord(incident: Incident): object {
  const { id, target, severity, level, revision, status, rules } = incident;
  return {
    id,
    target,
    status,
    severity,
    level,
    revision,
    firstSeen: isoUtc(incident.firstSeen),
    openedAt: isoUtc(incident.openedAt),
    lastSeen: isoUtc(incident.lastSeen),
    count: incident.count,
    countIsUpperBound: incident.countIsUpperBound,
    confirmed: incident.confirmed,
    sentNothing: incident.sentNothing ?? false,
    money: incident.money,
    leadRule: incident.leadRuleId,
    rules: rules.map(({ ruleId, findings, count, notify }) => ({
      id: ruleId,
      findings,
      count,
      notify,
    })),
    addressCount: incident.addressCount,
    addresses: incident.addresses,
    calls: incident.calls,
    accounts: incident.accounts,
    regions: incident.regions,
    suppressedBy: incident.suppressedBy ?? null,
    drill: incident.drill ?? null,
  };
}

/** The event that tells of a finding's step. */
export const findingEvent = (step: FindingStep): PublishedEvent => ({
  detailType: "SMS Pumping Finding",
  detail: {
    schemaVersion: 1,
    step: step.kind,
    sequence: step.sequence,
    at: isoUtc(step.atMs),
    scope: step.finding.scope,
    mergedInto: step.into ?? null,
    finding: findingRecord(step.finding, null),
  },
});

/** The event that tells of an incident's step. */
export const incidentEvent = (step: IncidentStep): PublishedEvent => ({
  detailType: "SMS Pumping Incident",
  detail: {
    schemaVersion: 1,
    reasons: step.reasons,
    at: isoUtc(step.atMs),
    scope: step.incident.scope,
    mergedInto: step.into ?? null,
    incident: incidentRecord(step.incident),
  },
});
