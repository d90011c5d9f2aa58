import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import { errorText, type Telemetry } from "../adapters/runtime";
import type { Outgoing, StoredStep } from "../core/incidents/outbox";
import { foldTargets, publishSteps, type RelayDeps } from "../core/incidents/relay";

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

/** Steps by the partition of their target: what fails for one target is not the others' fault. */
function byTarget(arrived: readonly Arrived[]): readonly (readonly Arrived[])[] {
  const groups = new Map<string, Arrived[]>();
  for (const each of arrived) {
    const group = groups.get(each.key.pk) ?? [];
    groups.set(each.key.pk, group);
    group.push(each);
  }
  return [...groups.values()];
}

/** Folds and publishes the steps of one target; returns those that must come again. */
async function relayTarget(
  arrived: readonly Arrived[],
  nowMs: number,
  deps: RelayDeps & Telemetry,
): Promise<readonly Outgoing[]> {
  try {
    await foldTargets(
      arrived.map(({ step }) => step),
      nowMs,
      deps,
    );
    return await publishSteps(arrived, deps);
  } catch (error) {
    deps.logger.error("could not relay the steps of a target", { error: errorText(error) });
    return arrived;
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
  for (const group of byTarget(arrived)) {
    for (const each of await relayTarget(group, nowMs, deps)) again.add(each);
  }
  deps.metrics.addMetric("StepsPublished", MetricUnit.Count, arrived.length - again.size);
  return from(arrived.find((each) => again.has(each))?.record);
}
