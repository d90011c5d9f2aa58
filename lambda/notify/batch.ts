import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { errorText, type Telemetry } from "../adapters/runtime";
import type { IncidentKey } from "../core/incidents/incident";
import { at, stringAt } from "../core/sources/records/json";
import { notify, type NotifyOutcome, type NotifyDeps } from "../core/notifications/notify";
import { NotificationRefused } from "../core/notifications/sink";

/** Has a sink served by what one message asks for. */
export type Serve = (message: unknown, nowMs: number) => Promise<NotifyOutcome>;

/** Keeps a message whose notification a sink's service refuses for good. */
export type KeepRefused = (
  record: SQSRecord,
  refused: NotificationRefused,
  nowMs: number,
) => Promise<void>;

/** How a sink's function reports what it did. */
export interface SinkReport extends Telemetry {
  /** Names of metrics. */
  readonly measures: { readonly sent: string; readonly waiting: string; readonly refused: string };
  /** @default - no service of this sink's refuses anything for good */
  readonly keepRefused?: KeepRefused;
}

/** An event of the bus or a reminder of the sweep: of either only the key is believed. */
function requestIn(message: unknown): IncidentKey | undefined {
  const request = at(message, "request") ?? at(message, "look");
  const detail = at(message, "detail");
  const scope = stringAt(request, "scope") ?? stringAt(detail, "scope");
  const target = stringAt(request, "target") ?? stringAt(detail, "incident", "target");
  const incidentId = stringAt(request, "incidentId") ?? stringAt(detail, "incident", "id");
  if (scope === undefined || target === undefined || incidentId === undefined) return undefined;
  return { scope, target, incidentId };
}

/** Notifies by one sink of the incidents that messages name. */
export const serveIncidents =
  (deps: NotifyDeps): Serve =>
  async (message, nowMs) => {
    const request = requestIn(message);
    if (request === undefined) throw new Error("the message names no incident");
    return notify(request, nowMs, deps);
  };

/** Whether the message is done with; one that was refused for good is, once it is kept. */
async function isDone(
  record: SQSRecord,
  nowMs: number,
  serve: Serve,
  { logger, metrics, measures, keepRefused }: SinkReport,
): Promise<boolean> {
  const count = (name: string): unknown => metrics.addMetric(name, MetricUnit.Count, 1);
  try {
    const outcome = await serve(JSON.parse(record.body), nowMs);
    if (outcome === "notified") count(measures.sent);
    if (outcome === "waits") count(measures.waiting);
    return outcome !== "busy";
  } catch (error) {
    const { messageId } = record;
    logger.error("could not notify", { messageId, error: errorText(error) });
    if (!(error instanceof NotificationRefused)) return false;
    count(measures.refused);
    if (keepRefused === undefined) return false;
    await keepRefused(record, error, nowMs);
    return true;
  }
}

/**
 * Has one sink served by each message. Whoever is busy with the same may die, so what it is busy with
 * comes again.
 */
export async function notifyBatch(
  records: readonly SQSRecord[],
  nowMs: number,
  serve: Serve,
  report: SinkReport,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const record of records) {
    const done = await isDone(record, nowMs, serve, report).catch((error: unknown) => {
      report.logger.error("could not keep what was refused", { error: errorText(error) });
      return false;
    });
    if (!done) batchItemFailures.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures };
}
