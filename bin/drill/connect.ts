import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  dynamoFindingStore,
  dynamoIncidentStore,
} from "../../lambda/adapters/findings-table/stores";
import { dynamoNotificationLog } from "../../lambda/adapters/state-table/notifications";
import type { DrillStack } from "./place";
import type { DrillDeps } from "./progress";

const inRegion = (region: string | undefined) => (region === undefined ? {} : { region });

export const eventBridge = ({ region }: Pick<DrillStack<never>, "region">): EventBridgeClient =>
  new EventBridgeClient(inRegion(region));

export function drillDeps(place: DrillStack<"findingsTable" | "stateTable">): DrillDeps {
  const client = new DynamoDBClient(inRegion(place.region));
  return {
    findings: dynamoFindingStore(client, place.findingsTable),
    incidents: dynamoIncidentStore(client, place.findingsTable),
    notificationLog: dynamoNotificationLog(client, place.stateTable),
  };
}
