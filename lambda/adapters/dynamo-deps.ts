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
import type { NotifyDeps } from "../core/notifications/notify";
import type { SinkId } from "../core/notifications/sink";
import { dynamoHourlyPages } from "./dynamo-hourly-pages";
import { dynamoNotificationLog } from "./dynamo-notification-log";

interface TableNames {
  readonly state: string;
  readonly findings: string;
}

/** Everything that the detector and the sweep need, in DynamoDB. */
export const dynamoDeps = (
  client: DynamoDBClient,
  tables: TableNames,
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

/** Everything that a sink needs to know what is due, in DynamoDB: log and places are its own. */
export const dynamoNotifyDeps = (
  client: DynamoDBClient,
  tables: TableNames,
  sink: SinkId,
): Omit<NotifyDeps, "sink" | "config"> => ({
  findings: dynamoFindingStore(client, tables.findings),
  incidents: dynamoIncidentStore(client, tables.findings),
  notificationLog: dynamoNotificationLog(client, tables.state, sink),
  pages: dynamoHourlyPages(client, tables.state, sink),
});
