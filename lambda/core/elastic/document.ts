import type { StoredStep } from "../incidents/outbox";
import { isoUtc } from "../model/time";
import type { Call } from "../counting/windows/evidence";
import {
  bounded,
  boundedNames,
  confirmedOn,
  LONGEST_LIST,
  LONGEST_NAME,
  LONGEST_TEXT,
  type Subject,
} from "./subject";
import { DATASET } from "./fields";
import { ecsOf, eventOf, ruleOf } from "./ecs";
import { findingSubject, incidentSubject } from "./step-subjects";

/**
 * `_id` of a step's document, the same at each attempt, so that a repetition is refused instead
 * of stored twice. Under 100 bytes of the 512 that Elasticsearch takes: ids have 20 letters.
 */
function documentId(step: StoredStep): string {
  const { id, drill } = step.type === "finding" ? step.finding : step.incident;
  const sequence = step.type === "finding" ? step.sequence : step.incident.revision;
  return `${drill === undefined ? "" : "drill-"}${step.type}-${id}-${sequence}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function prunedValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(prunedValue).filter((item) => !isEmpty(item));
  return pruned(value);
}

/** Without keys that hold nothing: no value, an empty text, list or object. */
export function pruned(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([key, value]): readonly [string, unknown] => [key, prunedValue(value)])
      .filter(([, value]) => !isEmpty(value)),
  );
}

const callFields = ({ action, outcome, clientId, userAgent, share }: Call): object => ({
  action: bounded(action, LONGEST_TEXT),
  outcome,
  client_id: bounded(clientId ?? "", LONGEST_NAME),
  user_agent: bounded(userAgent ?? "", LONGEST_TEXT),
  share,
});

/** What ECS has no field for: `sms_pumping`, alike for findings and incidents. */
function extrasOf(
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
    sent_nothing: state.sentNothing,
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

/** A document for the data stream; `id` is its `_id`. */
export interface ElasticDocument {
  readonly id: string;
  readonly body: object;
}

/** What a step does not know of itself. */
export interface DocumentContext {
  /** When the document is sent, anew at each attempt. */
  readonly ingestedMs: number;
  readonly namespace: string;
  /** Of the incident that a finding belongs to, where that is known. */
  readonly incidentId?: string | undefined;
  /** Where the runbooks are published: `<runbookUrl>/<rule id>.md`. */
  readonly runbookUrl?: string | undefined;
  readonly dashboardUrl?: string | undefined;
}

/**
 * The ECS document of one step. `docs/elastic/finding-document.md` lists its fields.
 *
 * `@timestamp` is when the attack was last seen, by the events' own time: Kibana's time filter
 * then shows it beside the calls that it consists of, a replay shows it where it was, and a
 * finding's steps stand in their order (steps of one time by `event.sequence`). Rules do not read
 * it but `event.ingested`.
 */
export function documentOf(step: StoredStep, context: DocumentContext): ElasticDocument {
  const { ingestedMs, namespace, incidentId, runbookUrl, dashboardUrl } = context;
  const subject =
    step.type === "finding" ? findingSubject(step, incidentId) : incidentSubject(step);
  const runbook = runbookUrl === undefined ? undefined : `${runbookUrl}/${subject.ruleId}.md`;
  const body = pruned({
    "@timestamp": isoUtc(subject.state.lastSeen),
    data_stream: { type: "logs", dataset: DATASET, namespace },
    event: eventOf(subject, ingestedMs, runbook),
    rule: ruleOf(subject, runbook),
    ...ecsOf(subject),
    sms_pumping: extrasOf(subject, dashboardUrl),
  });
  return { id: documentId(step), body };
}
