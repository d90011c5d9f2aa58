import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { activeRules } from "../core/rules/active-rule";
import type { Config } from "../core/model/config";
import type { Deps } from "../core/engine";
import type { IncidentStore } from "../core/incidents/incident";
import { catalogue } from "../core/rules";
import { dynamoBaselineStore, dynamoMinuteStore } from "./state-table/minutes";
import { dynamoFindingStore } from "./dynamo-finding-store";
import { dynamoIncidentStore } from "./dynamo-incident-store";
import { dynamoKnownStore, dynamoLearningStore } from "./state-table/entities";
import { dynamoWindowStore } from "./state-table/windows";

/** Everything that the detector and the sweep need, in DynamoDB. */
export const dynamoDeps = (
  client: DynamoDBClient,
  tables: { readonly state: string; readonly findings: string },
  config: Config,
): Deps & { readonly incidents: IncidentStore } => ({
  config,
  rules: activeRules(catalogue, config),
  isExact: false,
  windows: dynamoWindowStore(client, tables.state),
  minutes: dynamoMinuteStore(client, tables.state),
  baselines: dynamoBaselineStore(client, tables.state),
  learning: dynamoLearningStore(client, tables.state),
  known: dynamoKnownStore(client, tables.state),
  findings: dynamoFindingStore(client, tables.findings),
  incidents: dynamoIncidentStore(client, tables.findings),
});
