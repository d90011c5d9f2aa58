import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { activeRules, chosenRules } from "../core/rules/active-rule";
import type { Config } from "../core/model/config";
import type { Deps } from "../core/engine";
import type { IncidentStore } from "../core/incidents/incident";
import { catalogue } from "../core/rules";
import { dynamoClientStore } from "./state-table/clients";
import { dynamoBaselineStore, dynamoMinuteStore } from "./state-table/minutes";
import { dynamoFindingStore } from "./findings-table/findings";
import { dynamoIncidentStore } from "./findings-table/stores";
import { dynamoAddressStore } from "./state-table/addresses";
import { memoryAddressStore } from "./memory/addresses";
import { dynamoKnownStore, dynamoLearningStore } from "./state-table/entities";
import { dynamoWindowStore } from "./state-table/windows";
import { dynamoPairing } from "./state-table/pairing";
import type { Pseudonym } from "../core/model/hash";
import type { NotifyDeps } from "../core/notifications/notify";
import type { SinkId } from "../core/notifications/sink";
import { dynamoHourlyPages } from "./state-table/hourly-pages";
import { dynamoNotificationLog } from "./state-table/notifications";
import type { Mailer } from "../core/notifications/mail";
import { emailSink } from "../core/notifications/email-sink";
import type { ReplayDeps } from "../core/replay";
import { noLinks } from "../core/incidents/linked-targets";
import { memoryClientStore } from "./memory/clients";
import {
  memoryBaselineStore,
  memoryKnownStore,
  memoryMinuteStore,
  memoryWindowStore,
} from "./memory/counting";
import { memoryPairing } from "./memory/pairing";
import {
  memoryFindingStore,
  memoryIncidentStore,
  memoryHourlyPages,
  memoryNotificationLog,
} from "./memory/outcomes";

interface TableNames {
  readonly state: string;
  readonly findings: string;
}

/**
 * Everything that the detector and the sweep need, in DynamoDB.
 *
 * @param pseudonym of subjects; without one confirmations count whoever asked
 */
export const dynamoDeps = (
  client: DynamoDBClient,
  tables: TableNames,
  config: Config,
  pseudonym?: Pseudonym,
): Deps & { readonly incidents: IncidentStore } => ({
  config,
  rules: activeRules(catalogue, config),
  isExact: false,
  windows: dynamoWindowStore(client, tables.state),
  minutes: dynamoMinuteStore(client, tables.state),
  baselines: dynamoBaselineStore(client, tables.state),
  appClients: dynamoClientStore(client, tables.state),
  learning: dynamoLearningStore(client, tables.state),
  known: dynamoKnownStore(client, tables.state),
  pairing: pseudonym && dynamoPairing(client, tables.state, pseudonym),
  addresses: dynamoAddressStore(client, tables.state),
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

/**
 * Everything the detector needs, in this process.
 *
 * @param only ids of the rules to run; all that are enabled where it is empty
 * @throws ConfigError when the configuration names a rule that does not exist
 */
export function memoryDeps(
  config: Config,
  mailer: Mailer,
  only: readonly string[] = [],
): ReplayDeps {
  const rules = activeRules(catalogue, config);
  return {
    config,
    sink: emailSink(mailer),
    rules: only.length === 0 ? rules : chosenRules(rules, ({ id }) => only.includes(id)),
    isExact: true,
    windows: memoryWindowStore(),
    minutes: memoryMinuteStore(),
    baselines: memoryBaselineStore(),
    known: memoryKnownStore(),
    addresses: memoryAddressStore(),
    pairing: memoryPairing(),
    appClients: memoryClientStore(),
    findings: memoryFindingStore(),
    incidents: memoryIncidentStore(),
    linksOf: noLinks,
    notificationLog: memoryNotificationLog(),
    pages: memoryHourlyPages(),
  };
}
