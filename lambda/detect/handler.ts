import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { secretHmacKey } from "../adapters/aws/hmac-key";
import { dynamoDeps } from "../adapters/deps";
import { dynamoCanaryStore } from "../adapters/state-table/canary";
import { dynamoPoolInventoryStore } from "../adapters/state-table/pool-inventory";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { sqsDeferredEvaluations } from "../adapters/aws/queues";
import { detectBatch, type DetectDeps } from "./batch";
import { DETECT_ENV, type DetectEnv } from "./env";
import { inventoryReader } from "./inventory";
import { pseudonymsOf } from "./pseudonyms";

const env = readEnvironment(process.env, DETECT_ENV);
const {
  AWS_REGION = "",
  CANARY_ROLE_ARN: roleArn,
}: NodeJS.ProcessEnv & Pick<DetectEnv, "CANARY_ROLE_ARN"> = process.env;
const dynamo = new DynamoDBClient({});
const telemetry = telemetryOf("detect");
const tables = { state: env.STATE_TABLE, findings: env.FINDINGS_TABLE };
const key = secretHmacKey(new SecretsManagerClient({}), env.HMAC_SECRET);
const { pseudonym, prepare } = pseudonymsOf(key, telemetry);
const deps: DetectDeps = {
  ...dynamoDeps(dynamo, tables, bundledConfig(), pseudonym),
  ...telemetry,
  inventory: inventoryReader(dynamoPoolInventoryStore(dynamo, env.STATE_TABLE), telemetry),
  deferEvaluations: sqsDeferredEvaluations(new SQSClient({}), env.QUEUE_URL),
  drillsQueueArn: env.DRILLS_QUEUE_ARN,
  clients: new Set<string>(),
  canary:
    roleArn === undefined
      ? undefined
      : {
          identity: { roleArn, region: AWS_REGION },
          store: dynamoCanaryStore(dynamo, env.STATE_TABLE),
        },
};

/** Queue of CloudTrail events in, findings out. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const remainingMs = (): number => context.getRemainingTimeInMillis();
  const nowMs = Date.now();
  await prepare(nowMs);
  const response = await detectBatch(event, { nowMs, remainingMs }, deps);
  writeMetrics(deps);
  return response;
}
