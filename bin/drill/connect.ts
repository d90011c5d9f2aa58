import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { dynamoFindingStore } from "../../lambda/adapters/findings-table/findings";
import { dynamoIncidentStore } from "../../lambda/adapters/findings-table/stores";
import { dynamoNotificationLog } from "../../lambda/adapters/state-table/notifications";
import { type AwsOptions, clientSettings } from "../aws-options";
import type { DrillStack } from "./place";
import type { DrillDeps } from "./progress";

export const eventBridge = (place: AwsOptions): EventBridgeClient =>
  new EventBridgeClient(clientSettings(place));

export const sns = (place: AwsOptions): SNSClient => new SNSClient(clientSettings(place));

export function drillDeps(place: DrillStack<"findingsTable" | "stateTable">): DrillDeps {
  const client = new DynamoDBClient(clientSettings(place));
  return {
    findings: dynamoFindingStore(client, place.findingsTable),
    incidents: dynamoIncidentStore(client, place.findingsTable),
    notificationLog: dynamoNotificationLog(client, place.stateTable),
  };
}
