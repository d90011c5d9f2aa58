import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import type { Postpone, RejectSink } from "../adapters/aws/queues";
import { errorText, type Moment, type Telemetry } from "../adapters/runtime";
import { refusal, type ItemOutcome } from "../core/elastic/bulk";
import { storeDocuments, type ElasticStream } from "../core/elastic/store-documents";
import { gather, type Gathered, type GatherDeps } from "./gather";
import { visibilitySeconds } from "./visibility";

export interface ForwardDeps extends GatherDeps, Telemetry {
  /** Elasticsearch until an instant, in milliseconds. */
  readonly elastic: (deadlineMs: number) => ElasticStream;
  /** Bytes that a request carries at most. */
  readonly requestBytes: number;
  readonly reject: RejectSink;
  readonly postpone: Postpone;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

/** A message and what became of it. */
interface Filed extends Gathered {
  readonly verdict: ItemOutcome;
}

/** What is left of an invocation for the rejects and the queue when Elasticsearch is given up. */
const RESERVE_MS = 10_000;

const UNKNOWN: ItemOutcome = {
  kind: "retry",
  reason: refusal(0, "unknown", "nothing is known of the document"),
};

async function store(
  gathered: readonly Gathered[],
  { nowMs, remainingMs }: Moment,
  deps: ForwardDeps,
): Promise<readonly Filed[]> {
  const documents = gathered.flatMap(({ document }) => document ?? []);
  const stream = deps.elastic(nowMs + remainingMs() - RESERVE_MS);
  const settled = await storeDocuments(documents, stream, deps.requestBytes);
  const verdicts = new Map(settled.map(({ document, verdict }) => [document, verdict]));
  return gathered.map((each) => ({
    ...each,
    verdict:
      each.verdict ??
      (each.document === undefined ? undefined : verdicts.get(each.document)) ??
      UNKNOWN,
  }));
}

/** A reject is done when the rejects queue has it, and not before. */
async function keepReject(filed: Filed, nowMs: number, deps: ForwardDeps): Promise<Filed> {
  const { verdict, documentId, event } = filed;
  if (verdict.kind !== "reject") return filed;
  const { reason } = verdict;
  deps.logger.error("a document was refused", { documentId, ...reason });
  try {
    await deps.reject({ reason, documentId, rejectedAtMs: nowMs, event });
    return filed;
  } catch (error) {
    deps.logger.error("could not keep a reject", { documentId, error: errorText(error) });
    return { ...filed, verdict: { kind: "retry", reason } };
  }
}

const comesAgain = ({ verdict }: Filed): boolean =>
  verdict.kind === "retry" || verdict.kind === "outage";

/** One line for each different reason, however many documents share it. */
function logAgain(filed: readonly Filed[], { logger }: Telemetry): void {
  const reasons = new Map<string, { readonly reason: object; documents: number }>();
  for (const { verdict } of filed) {
    if (verdict.kind !== "retry" && verdict.kind !== "outage") continue;
    const key = JSON.stringify(verdict.reason);
    const known = reasons.get(key) ?? { reason: verdict.reason, documents: 0 };
    known.documents++;
    reasons.set(key, known);
  }
  for (const { reason, documents } of reasons.values()) {
    logger.error("documents are not stored yet and come again", { documents, ...reason });
  }
}

const METRIC_OF: Readonly<Record<ItemOutcome["kind"], string>> = {
  stored: "DocumentsStored",
  duplicate: "DocumentsDuplicate",
  retry: "DocumentsRetried",
  outage: "DocumentsRetried",
  reject: "DocumentsRejected",
};

function measure(filed: readonly Filed[], { metrics }: Telemetry): void {
  const counts = new Map<string, number>();
  for (const { verdict } of filed) {
    const name = METRIC_OF[verdict.kind];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) metrics.addMetric(name, MetricUnit.Count, count);
}

/** Where hiding them fails they come again all the same, only by the queue's own time-out. */
async function postponeAll(again: readonly Filed[], deps: ForwardDeps): Promise<void> {
  if (again.length === 0) return;
  const messages = again.map(({ record: { receiptHandle, attributes } }) => ({
    receiptHandle,
    seconds: visibilitySeconds(Number(attributes.ApproximateReceiveCount) || 1, deps.random()),
  }));
  try {
    const failed = await deps.postpone(messages);
    if (failed > 0) deps.logger.warn("could not postpone messages", { messages: failed });
  } catch (error) {
    deps.logger.warn("could not postpone messages", { error: errorText(error) });
  }
}

/**
 * Stores the step that each message names in Elasticsearch. What Elasticsearch refuses for good
 * goes to the rejects queue; what it could not take comes again, ever later.
 */
export async function forwardBatch(
  records: readonly SQSRecord[],
  moment: Moment,
  deps: ForwardDeps,
): Promise<SQSBatchResponse> {
  const { nowMs } = moment;
  const gathered = await gather(records, nowMs, deps);
  const stored = await store(gathered, moment, deps);
  const filed = await Promise.all(stored.map((each) => keepReject(each, nowMs, deps)));
  const again = filed.filter(comesAgain);
  logAgain(again, deps);
  measure(filed, deps);
  await postponeAll(again, deps);
  return {
    batchItemFailures: again.map(({ record }) => ({ itemIdentifier: record.messageId })),
  };
}
