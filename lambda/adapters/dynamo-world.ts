import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { activeRules } from "../core/active-rule";
import type { Config } from "../core/config";
import type { World } from "../core/engine";
import type { IncidentStore } from "../core/ports";
import { catalogue } from "../core/rules";
import { dynamoFindingStore } from "./dynamo-finding-store";
import { dynamoIncidentStore } from "./dynamo-incident-store";
import { dynamoKnownStore } from "./dynamo-known-store";
import { dynamoWindowStore } from "./dynamo-window-store";

/** Everything that the detector and the sweep need, in DynamoDB. */
export const dynamoWorld = (
  client: DynamoDBClient,
  tables: { readonly state: string; readonly findings: string },
  config: Config,
): World & { readonly incidents: IncidentStore } => ({
  config,
  rules: activeRules(catalogue, config),
  isExact: false,
  windows: dynamoWindowStore(client, tables.state),
  known: dynamoKnownStore(client, tables.state),
  findings: dynamoFindingStore(client, tables.findings),
  incidents: dynamoIncidentStore(client, tables.findings),
});
