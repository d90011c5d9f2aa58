import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "aws-lambda";
import { dynamoCanaryStore } from "../adapters/state-table/canary";
import { dynamoOutbox } from "../adapters/findings-table/outbox";
import { dynamoNotificationLog } from "../adapters/state-table/notifications";
import { dynamoDeps } from "../adapters/deps";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { busPublisher } from "../adapters/aws/senders";
import { sqsNotificationQueue } from "../adapters/aws/queues";
import { noLinks } from "../core/incidents/linked-targets";
import { parseInstant } from "../core/model/time";
import { snsCanaryCall } from "./canary";
import { sinkQueues, SWEEP_ENV, type SweepEnv } from "./env";
import { runSweep } from "./run";

const env = readEnvironment(process.env, SWEEP_ENV);
const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});
const tables = { state: env.STATE_TABLE, findings: env.FINDINGS_TABLE };
const telemetry = telemetryOf("sweep");
const { CANARY }: Pick<SweepEnv, "CANARY"> = process.env;
const canary = {
  store: dynamoCanaryStore(dynamo, env.STATE_TABLE),
  call: snsCanaryCall(new SNSClient({}), telemetry),
};
const deps = {
  ...dynamoDeps(dynamo, tables, bundledConfig()),
  ...telemetry,
  ...(CANARY !== undefined && { canary }),
  linksOf: noLinks,
  outbox: dynamoOutbox(dynamo, env.FINDINGS_TABLE),
  publish: busPublisher(new EventBridgeClient({}), env.BUS_NAME),
  sinks: sinkQueues(process.env).map(({ id, queueUrl }) => ({
    id,
    notificationLog: dynamoNotificationLog(dynamo, env.STATE_TABLE, id),
    requestNotifications: sqsNotificationQueue(sqs, queueUrl),
  })),
};

/** Runs every few minutes; its clock is the schedule's own. */
export async function handler(
  { time }: { readonly time: string },
  context: Context,
): Promise<void> {
  const nowMs = parseInstant(time);
  if (nowMs === undefined) throw new Error("time: got no ISO 8601 instant; give the schedule's");
  try {
    const remainingMs = (): number => context.getRemainingTimeInMillis();
    await runSweep(nowMs, { ...deps, remainingMs });
  } finally {
    writeMetrics(deps);
  }
}
