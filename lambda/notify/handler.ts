import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { dynamoFindingStore } from "../adapters/dynamo-finding-store";
import { dynamoHourlyPages } from "../adapters/dynamo-hourly-pages";
import { dynamoIncidentStore } from "../adapters/dynamo-incident-store";
import { dynamoSpendStore } from "../adapters/state-table/spend";
import { dynamoNotificationLog } from "../adapters/dynamo-notification-log";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { snsMailer } from "../adapters/aws/senders";
import { notifyBatch } from "./batch";
import { NOTIFY_ENV } from "./env";

const env = readEnvironment(process.env, NOTIFY_ENV);
const dynamo = new DynamoDBClient({});
const deps = {
  ...telemetryOf("notify"),
  config: bundledConfig(),
  findings: dynamoFindingStore(dynamo, env.FINDINGS_TABLE),
  incidents: dynamoIncidentStore(dynamo, env.FINDINGS_TABLE),
  notificationLog: dynamoNotificationLog(dynamo, env.STATE_TABLE),
  pages: dynamoHourlyPages(dynamo, env.STATE_TABLE),
  spend: dynamoSpendStore(dynamo, env.STATE_TABLE),
  // A time-out may come after the e-mail went out: the queue repeats, the client must not.
  mailer: snsMailer(new SNSClient({ maxAttempts: 1 }), {
    "on-call": env.ON_CALL_TOPIC_ARN,
    drills: env.DRILLS_TOPIC_ARN,
  }),
};

/** Looks at incidents in, e-mails out. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const response = await notifyBatch(Records, Date.now(), deps);
  writeMetrics(deps);
  return response;
}
