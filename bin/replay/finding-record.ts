import type { Finding } from "../../lambda/core/finding";
import { incidentOf, type Incident } from "../../lambda/core/incident";
import type { Config } from "../../lambda/core/config";
import { isoUtc, MINUTE_MS } from "../../lambda/core/time";

/** A finding as one line of output: event times in ISO 8601 UTC, durations in seconds. */
export function findingRecord(
  finding: Finding,
  incidents: readonly Incident[],
  { quietMinutes }: Config,
): object {
  const { measure, ruleId, severity, notify } = finding;
  return {
    id: finding.id,
    incidentId: incidentOf(finding, incidents, quietMinutes * MINUTE_MS)?.id ?? null,
    rule: { id: ruleId, severity, notify },
    entity: finding.entity,
    target: finding.target,
    firstSeen: isoUtc(finding.firstSeen),
    openedAt: isoUtc(finding.openedAt),
    lastSeen: isoUtc(finding.lastSeen),
    count: finding.count,
    countIsUpperBound: finding.countIsUpperBound,
    confirmed: finding.confirmed,
    peak: finding.peak,
    threshold: measure.threshold,
    windowSeconds: measure.windowMs / 1000,
    attack: finding.attack,
    level: finding.level,
    money: finding.money,
    accounts: finding.accounts,
    regions: finding.regions,
    suppressedBy: finding.suppressedBy ?? null,
    eventIds: finding.eventIds,
    evidence: finding.evidence,
  };
}

/** An incident as one line of output. */
export function incidentRecord(incident: Incident): object {
  const { id, target, severity, level, revision, rules } = incident;
  return {
    id,
    target,
    severity,
    level,
    revision,
    firstSeen: isoUtc(incident.firstSeen),
    openedAt: isoUtc(incident.openedAt),
    lastSeen: isoUtc(incident.lastSeen),
    count: incident.count,
    countIsUpperBound: incident.countIsUpperBound,
    confirmed: incident.confirmed,
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
  };
}
