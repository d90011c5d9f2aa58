import type { StoredStep } from "../incidents/outbox";

/**
 * `_id` of a step's document, the same at each attempt, so that a repetition is refused instead
 * of stored twice. Under 100 bytes of the 512 that Elasticsearch takes: ids have 20 letters.
 */
export function documentId(step: StoredStep): string {
  const { id, drill } = step.type === "finding" ? step.finding : step.incident;
  const sequence = step.type === "finding" ? step.sequence : step.incident.revision;
  return `${drill === undefined ? "" : "drill-"}${step.type}-${id}-${sequence}`;
}
