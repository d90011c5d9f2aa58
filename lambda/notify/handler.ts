import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { snsMailer } from "../adapters/aws/senders";
import { dynamoNotifyDeps } from "../adapters/deps";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { dynamoSpendStore } from "../adapters/state-table/spend";
import { emailSink } from "../core/notifications/email-sink";
import { EMAIL } from "../core/notifications/sink";
import { notifyBatch, serveIncidents } from "./batch";
import { NOTIFY_ENV } from "./env";

const env = readEnvironment(process.env, NOTIFY_ENV);
const dynamo = new DynamoDBClient({});
const tables = { state: env.STATE_TABLE, findings: env.FINDINGS_TABLE };
// A time-out may come after the e-mail went out: the queue repeats, the client must not.
const mailer = snsMailer(new SNSClient({ maxAttempts: 1 }), {
  "on-call": env.ON_CALL_TOPIC_ARN,
  drills: env.DRILLS_TOPIC_ARN,
});
const serve = serveIncidents({
  ...dynamoNotifyDeps(dynamo, tables, EMAIL),
  config: bundledConfig(),
  sink: emailSink(mailer, dynamoSpendStore(dynamo, env.STATE_TABLE)),
});
const report = {
  ...telemetryOf("notify"),
  measures: { sent: "EmailsSent", waiting: "EmailsWaiting", refused: "EmailsRefused" },
};

/** Requests to notify of incidents in, e-mails out. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const response = await notifyBatch(Records, Date.now(), serve, report);
  writeMetrics(report);
  return response;
}
