import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { dynamoFindingStore } from "../adapters/findings-table/findings";
import { dynamoIncidentStore } from "../adapters/findings-table/stores";
import { dynamoOutbox } from "../adapters/findings-table/outbox";
import { bundledConfig, readEnvironment, telemetryOf, writeMetrics } from "../adapters/runtime";
import { busPublisher } from "../adapters/aws/senders";
import { noLinks } from "../core/incidents/linked-targets";
import { relayBatch } from "./batch";
import { RELAY_ENV } from "./env";

const env = readEnvironment(process.env, RELAY_ENV);
const dynamo = new DynamoDBClient({});
const deps = {
  ...telemetryOf("relay"),
  config: bundledConfig(),
  findings: dynamoFindingStore(dynamo, env.FINDINGS_TABLE),
  incidents: dynamoIncidentStore(dynamo, env.FINDINGS_TABLE),
  linksOf: noLinks,
  outbox: dynamoOutbox(dynamo, env.FINDINGS_TABLE),
  publish: busPublisher(new EventBridgeClient({}), env.BUS_NAME),
};

/** New steps of the findings table in; incidents folded and events published. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const response = await relayBatch(Records, Date.now(), deps);
  writeMetrics(deps);
  return response;
}
