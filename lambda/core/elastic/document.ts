import { DATASET } from "./data-stream";
import { documentId } from "./document-id";
import { ecsOf, eventOf, ruleOf } from "./ecs";
import { extrasOf } from "./extras";
import { findingSubject } from "./finding-subject";
import { incidentSubject } from "./incident-subject";
import type { StoredStep } from "../incidents/outbox";
import { pruned } from "./pruned";
import { isoUtc } from "../model/time";

export { DATASET, dataStreamOf } from "./data-stream";

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
