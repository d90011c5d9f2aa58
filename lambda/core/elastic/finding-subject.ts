import type { Addresses } from "./addresses";
import { bounded, boundedNames, LONGEST_NAME } from "./bounded";
import type { Finding, FindingStep } from "../findings/finding";
import { confirmedOn, measureFields, usualFields } from "./measure-fields";
import { findingMessage } from "./message";
import { addressOfPrincipal } from "./principal";
import { reasonOf } from "./reason";
import type { Subject } from "./subject";

/** The entity itself where it is an address; else what the evidence names. */
function addressesOf({ entity, evidence }: Finding): Addresses {
  if (entity.type === "ip") return { known: [entity.value], count: 1 };
  const own = addressOfPrincipal(entity);
  if (own !== undefined) return { known: [own], count: 1 };
  return { known: evidence.addresses.values, count: evidence.addresses.count };
}

function ownFields({ finding, kind }: FindingStep, incidentId: string | undefined): object {
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
    measure: finding.measure,
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
    own: ownFields(step, incidentId),
  };
}
