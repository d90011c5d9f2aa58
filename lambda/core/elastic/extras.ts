import { bounded, boundedNames, LONGEST_LIST, LONGEST_NAME, LONGEST_TEXT } from "./bounded";
import { confirmedOn } from "./measure-fields";
import type { Subject } from "./subject";
import { isoUtc } from "../model/time";
import type { Call } from "../counting/windows/evidence";

const callFields = ({ action, outcome, clientId, userAgent, share }: Call): object => ({
  action: bounded(action, LONGEST_TEXT),
  outcome,
  client_id: bounded(clientId ?? "", LONGEST_NAME),
  user_agent: bounded(userAgent ?? "", LONGEST_TEXT),
  share,
});

/** What ECS has no field for: `sms_pumping`, alike for findings and incidents. */
export function extrasOf(
  { type, state, entity, sequence, addresses, calls, into, own }: Subject,
  dashboardUrl: string | undefined,
): object {
  return {
    type,
    sequence,
    merged_into: into,
    status: state.status,
    severity: state.severity,
    level: state.level,
    scope: bounded(state.scope, LONGEST_NAME),
    target: bounded(state.target, LONGEST_NAME),
    entity,
    opened_at: isoUtc(state.openedAt),
    recorded_at: isoUtc(state.recordedAtMs),
    count: state.count,
    count_is_upper_bound: state.countIsUpperBound,
    confirmed: confirmedOn(state.target, state.confirmed),
    paid: state.paid,
    money: { usd: state.money.usd, is_estimate: state.money.isEstimate },
    accounts: boundedNames(state.accounts),
    regions: boundedNames(state.regions),
    address_count: addresses.count,
    calls: calls.slice(0, LONGEST_LIST).map(callFields),
    drill: state.drill,
    suppressed_by: state.suppressedBy,
    dashboard_url: dashboardUrl,
    ...own,
  };
}
