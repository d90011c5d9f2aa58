import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import { errorText, type Telemetry } from "../adapters/runtime";
import type { LinkedSet } from "../core/incidents/linked-targets";
import type { Outgoing, StoredStep } from "../core/incidents/outbox";
import { relaySet, stepsBySet, type RelayDeps } from "../core/incidents/relay";

interface Arrived extends Outgoing {
  readonly record: DynamoDBRecord;
}

/**
 * The step in a stream record; the filter lets only new steps through, but filters change. One
 * that cannot be read must not hold up the stream: it keeps its mark, which the sweep reports.
 */
function arrivedOf(record: DynamoDBRecord, { logger, metrics }: Telemetry): Arrived | undefined {
  const text = (name: string): string => record.dynamodb?.NewImage?.[name]?.S ?? "";
  if (record.eventName !== "INSERT" || text("kind") !== "step") return undefined;
  const key = { pk: text("pk"), sk: text("sk") };
  try {
    return { record, key, step: JSON.parse(text("body")) as StoredStep };
  } catch {
    logger.error("a step that is not JSON", { ...key });
    metrics.addMetric("Malformed", MetricUnit.Count, 1);
    return undefined;
  }
}

/** The stream comes again from the first record that is named; what comes twice does no harm. */
const from = (record: DynamoDBRecord | undefined): DynamoDBBatchResponse => ({
  batchItemFailures:
    record?.dynamodb?.SequenceNumber === undefined
      ? []
      : [{ itemIdentifier: record.dynamodb.SequenceNumber }],
});

/**
 * Folds and publishes the steps of one linked set; returns those that must come again. What fails
 * for one set is not the others' fault.
 */
async function relayOne(
  set: LinkedSet<Arrived>,
  nowMs: number,
  deps: RelayDeps & Telemetry,
): Promise<readonly Outgoing[]> {
  try {
    return await relaySet(set, nowMs, deps);
  } catch (error) {
    deps.logger.error("could not relay the steps of a target", { error: errorText(error) });
    return set.items;
  }
}

/** Folds what moved into incidents, and publishes every step. */
export async function relayBatch(
  records: readonly DynamoDBRecord[],
  nowMs: number,
  deps: RelayDeps & Telemetry,
): Promise<DynamoDBBatchResponse> {
  const arrived = records.flatMap((record) => arrivedOf(record, deps) ?? []);
  const again = new Set<Outgoing>();
  for (const set of await stepsBySet(arrived, deps)) {
    for (const each of await relayOne(set, nowMs, deps)) again.add(each);
  }
  deps.metrics.addMetric("StepsPublished", MetricUnit.Count, arrived.length - again.size);
  return from(arrived.find((each) => again.has(each))?.record);
}
