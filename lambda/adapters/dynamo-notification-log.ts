import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IncidentKey } from "../core/incidents/incident";
import type { Notified } from "../core/notifications/pace";
import type { NotificationLog } from "../core/notifications/notification-log";
import { won, dynamoKey, queryAll, type Item } from "./dynamo";

/** Longer than a notification may take; then another one may try. */
const CLAIM_MS = 2 * 60_000;
const KEPT_MS = 60 * 24 * 60 * 60_000;

const partition = (scope: string, target: string): string => dynamoKey("told", scope, target);

const itemKey = ({ scope, target, incidentId }: IncidentKey) => ({
  pk: { S: partition(scope, target) },
  sk: { S: incidentId },
});

const numberOf = (item: Item, name: string): number => Number(item[name]?.N ?? 0);

const notifiedOf = (item: Item): Notified => ({
  incidentId: item.sk?.S ?? "",
  revision: numberOf(item, "revision"),
  level: numberOf(item, "level"),
  status: item.status?.S === "closed" ? "closed" : "open",
  atMs: numberOf(item, "at"),
});

const seconds = (atMs: number): { readonly N: string } => ({ N: String(Math.ceil(atMs / 1000)) });

/** A claim stands until it runs out or people were notified of its revision or a later one. */
function claimCommand(table: string, incident: IncidentKey, revision: number, nowMs: number) {
  return new UpdateItemCommand({
    TableName: table,
    Key: itemKey(incident),
    UpdateExpression: "SET claimedUntil = :until, claimed = :revision, expires = :expires",
    ConditionExpression:
      "(attribute_not_exists(claimedUntil) OR claimedUntil <= :now OR claimed <= revision) AND (attribute_not_exists(revision) OR revision < :revision)",
    ExpressionAttributeValues: {
      ":until": { N: String(nowMs + CLAIM_MS) },
      ":now": { N: String(nowMs) },
      ":revision": { N: String(revision) },
      ":expires": seconds(nowMs + KEPT_MS),
    },
  });
}

function confirmCommand(table: string, incident: IncidentKey, notified: Notified) {
  const { revision, level, status, atMs } = notified;
  return new UpdateItemCommand({
    TableName: table,
    Key: itemKey(incident),
    UpdateExpression:
      "SET revision = :revision, #level = :level, #status = :status, #at = :at, expires = :expires",
    ConditionExpression: "attribute_not_exists(revision) OR revision <= :revision",
    ExpressionAttributeNames: { "#level": "level", "#status": "status", "#at": "at" },
    ExpressionAttributeValues: {
      ":revision": { N: String(revision) },
      ":level": { N: String(level) },
      ":status": { S: status },
      ":at": { N: String(atMs) },
      ":expires": seconds(atMs + KEPT_MS),
    },
  });
}

/** What people were notified of, in the state table: apart from the outbox, which it would wake. */
export const dynamoNotificationLog = (client: DynamoDBClient, table: string): NotificationLog => ({
  ofTarget: async (scope, target) => {
    const items = await queryAll(client, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: partition(scope, target) } },
    });
    return items.map(notifiedOf).filter(({ revision }) => revision > 0);
  },
  claim: (incident, revision, nowMs) =>
    won(client.send(claimCommand(table, incident, revision, nowMs))),
  confirm: async (incident, notified) => {
    await won(client.send(confirmCommand(table, incident, notified)));
  },
});
