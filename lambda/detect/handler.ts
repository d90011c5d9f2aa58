import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dynamoDeps } from "../adapters/deps";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { sqsDeferredEvaluations } from "../adapters/aws/queues";
import { detectBatch, type DetectDeps } from "./batch";
import { DETECT_ENV } from "./env";

const env = readEnvironment(process.env, DETECT_ENV);
const deps: DetectDeps = {
  ...dynamoDeps(
    new DynamoDBClient({}),
    { state: env.STATE_TABLE, findings: env.FINDINGS_TABLE },
    bundledConfig(),
  ),
  ...telemetryOf("detect"),
  deferEvaluations: sqsDeferredEvaluations(new SQSClient({}), env.QUEUE_URL),
  drillsQueueArn: env.DRILLS_QUEUE_ARN,
  clients: new Set<string>(),
};

/** Queue of CloudTrail events in, findings out. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const remainingMs = (): number => context.getRemainingTimeInMillis();
  const response = await detectBatch(event, { nowMs: Date.now(), remainingMs }, deps);
  writeMetrics(deps);
  return response;
}
