import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dynamoIncidentStore, dynamoStepSource } from "../adapters/findings-table/stores";
import { secretApiKey } from "../adapters/elastic/api-key";
import { elasticStream } from "../adapters/elastic/stream";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { sqsPostpone, sqsRejects } from "../adapters/aws/queues";
import { BULK_BYTES } from "../core/elastic/bulk";
import { dataStreamOf } from "../core/elastic/fields";
import { forwardBatch } from "./batch";
import { FORWARD_ENV } from "./env";

/** Elasticsearch answers a bulk of a batch in well under a second when it is well. */
const TIMEOUT_MS = 15_000;

const env = readEnvironment(process.env, FORWARD_ENV);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const deps = {
  ...telemetryOf("forward"),
  config: bundledConfig(),
  namespace: env.ELASTIC_NAMESPACE,
  steps: dynamoStepSource(dynamo, env.FINDINGS_TABLE),
  incidents: dynamoIncidentStore(dynamo, env.FINDINGS_TABLE),
  elastic: elasticStream({
    endpoint: env.ELASTIC_ENDPOINT,
    dataStream: dataStreamOf(env.ELASTIC_NAMESPACE),
    apiKey: secretApiKey(new SecretsManagerClient({}), env.ELASTIC_SECRET),
    timeoutMs: TIMEOUT_MS,
    nowMs: () => Date.now(),
    sleep,
    random: () => Math.random(),
  }),
  requestBytes: BULK_BYTES,
  reject: sqsRejects(sqs, env.REJECTS_QUEUE_URL),
  postpone: sqsPostpone(sqs, env.FORWARD_QUEUE_URL),
  random: () => Math.random(),
};

/** Steps in, documents in Elasticsearch out. */
export async function handler(
  { Records }: SQSEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<SQSBatchResponse> {
  const remainingMs = (): number => context.getRemainingTimeInMillis();
  const response = await forwardBatch(Records, { nowMs: Date.now(), remainingMs }, deps);
  writeMetrics(deps);
  return response;
}
