import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { errorText, type Telemetry } from "../adapters/runtime";
import type { IncidentKey } from "../core/incidents/incident";
import { at, stringAt } from "../core/sources/records/json";
import { notify, type NotifyOutcome, type NotifyDeps } from "../core/notifications/notify";

/** An event of the bus or a reminder of the sweep: of either only the key is believed. */
function requestOf(body: string): IncidentKey | undefined {
  const value: unknown = JSON.parse(body);
  const request = at(value, "request") ?? at(value, "look");
  const detail = at(value, "detail");
  const scope = stringAt(request, "scope") ?? stringAt(detail, "scope");
  const target = stringAt(request, "target") ?? stringAt(detail, "incident", "target");
  const incidentId = stringAt(request, "incidentId") ?? stringAt(detail, "incident", "id");
  if (scope === undefined || target === undefined || incidentId === undefined) return undefined;
  return { scope, target, incidentId };
}

async function tell(record: SQSRecord, nowMs: number, deps: NotifyDeps): Promise<NotifyOutcome> {
  const request = requestOf(record.body);
  if (request === undefined) throw new Error("the message names no incident");
  return notify(request, nowMs, deps);
}

/** Tells each incident that is due. Whoever is busy telling one may die: then it comes again. */
export async function notifyBatch(
  records: readonly SQSRecord[],
  nowMs: number,
  deps: NotifyDeps & Telemetry,
): Promise<SQSBatchResponse> {
  const { logger, metrics } = deps;
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const record of records) {
    try {
      const outcome = await tell(record, nowMs, deps);
      if (outcome === "notified") metrics.addMetric("EmailsSent", MetricUnit.Count, 1);
      if (outcome === "waits") metrics.addMetric("EmailsWaiting", MetricUnit.Count, 1);
      if (outcome === "busy") batchItemFailures.push({ itemIdentifier: record.messageId });
    } catch (error) {
      logger.error("could not tell", { messageId: record.messageId, error: errorText(error) });
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}
