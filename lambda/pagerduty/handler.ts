import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { secretSource } from "../adapters/aws/secret";
import { dynamoNotifyDeps } from "../adapters/deps";
import { ENDPOINTS, pagerDutyClient, routingKeyIn } from "../adapters/pagerduty/client";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { sqsRejects } from "../adapters/aws/queues";
import { PAGERDUTY } from "../core/notifications/pagerduty/sink";
import { notifyBatch } from "../notify/batch";
import { PAGERDUTY_ENV } from "./env";
import { keepInRejects, servePagerDuty } from "./serve";

/** PagerDuty answers within a second when it is well. */
const TIMEOUT_MS = 5_000;

const env = readEnvironment(process.env, PAGERDUTY_ENV);
const dynamo = new DynamoDBClient({});
const tables = { state: env.STATE_TABLE, findings: env.FINDINGS_TABLE };
const send = pagerDutyClient({
  endpoint: ENDPOINTS[env.PAGERDUTY_REGION === "eu" ? "eu" : "us"],
  routingKey: secretSource(new SecretsManagerClient({}), env.PAGERDUTY_SECRET, routingKeyIn),
  timeoutMs: TIMEOUT_MS,
  nowMs: Date.now,
  sleep,
  random: Math.random,
});
const serve = servePagerDuty({
  ...dynamoNotifyDeps(dynamo, tables, PAGERDUTY),
  config: bundledConfig(),
  send,
  pagesDrills: env.PAGERDUTY_DRILLS === "true",
});
const report = {
  ...telemetryOf("pagerduty"),
  measures: { sent: "PagesSent", waiting: "PagesWaiting", refused: "PagesRefused" },
  keepRefused: keepInRejects(sqsRejects(new SQSClient({}), env.REJECTS_QUEUE_URL)),
};

/** Requests to notify of incidents, and changes of alarms, in; events for PagerDuty out. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const response = await notifyBatch(Records, Date.now(), serve, report);
  writeMetrics(report);
  return response;
}
