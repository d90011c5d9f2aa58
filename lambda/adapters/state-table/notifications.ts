import {
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { IncidentKey } from "../../core/incidents/incident";
import type { Notified } from "../../core/notifications/pace";
import type { NotificationLog } from "../../core/notifications/notification-log";
import { SEVERITIES } from "../../core/model/rule";
import { EMAIL, type SinkId } from "../../core/notifications/sink";
import { won, dynamoKey, queryAll, type Item } from "../dynamo";

/** Longer than a notification may take; then another one may try. */
const CLAIM_MS = 2 * 60_000;
const KEPT_MS = 60 * 24 * 60 * 60_000;

/** One sink's items. E-mail's keys name no sink: there was no other when the first were written. */
interface LogKey {
  readonly table: string;
  readonly sink: SinkId;
}

const partition = ({ sink }: LogKey, scope: string, target: string): string =>
  dynamoKey(sink === EMAIL ? "told" : `told-${sink}`, scope, target);

const itemKey = (place: LogKey, { scope, target, incidentId }: IncidentKey) => ({
  pk: { S: partition(place, scope, target) },
  sk: { S: incidentId },
});

const numberOf = (item: Item, name: string): number => Number(item[name]?.N ?? 0);

function severityOf({ severity }: Item): Pick<Notified, "severity"> {
  const known = SEVERITIES.find((each) => each === severity?.S);
  return known === undefined ? {} : { severity: known };
}

const notifiedOf = (item: Item): Notified => ({
  incidentId: item.sk?.S ?? "",
  revision: numberOf(item, "revision"),
  level: numberOf(item, "level"),
  status: item.status?.S === "closed" ? "closed" : "open",
  atMs: numberOf(item, "at"),
  ...severityOf(item),
  ...(item.closings !== undefined && { closings: numberOf(item, "closings") }),
  ...(item.unsent?.BOOL === true && { sentNothing: true }),
  ...(item.refused?.BOOL === true && { isRefused: true }),
});

const seconds = (atMs: number): { readonly N: string } => ({ N: String(Math.ceil(atMs / 1000)) });

/** A claim stands until it runs out or people were notified of its revision or a later one. */
function claimCommand(place: LogKey, incident: IncidentKey, revision: number, nowMs: number) {
  return new UpdateItemCommand({
    TableName: place.table,
    Key: itemKey(place, incident),
    UpdateExpression: "SET claimedUntil = :until, claimed = :revision, expires = :expires",
    ConditionExpression:
      "(attribute_not_exists(claimedUntil) OR claimedUntil <= :now OR claimed <= revision) AND (attribute_not_exists(revision) OR revision < :revision OR (revision = :revision AND attribute_exists(refused)))",
    ExpressionAttributeValues: {
      ":until": { N: String(nowMs + CLAIM_MS) },
      ":now": { N: String(nowMs) },
      ":revision": { N: String(revision) },
      ":expires": seconds(nowMs + KEPT_MS),
    },
  });
}

/** What is absent where there is nothing to say. */
const EXTRAS = ["refused", "unsent", "closings", "severity"] as const;

function confirmCommand(place: LogKey, incident: IncidentKey, notified: Notified) {
  const {
    revision,
    level,
    status,
    atMs,
    isRefused,
    sentNothing,
    closings = 0,
    severity,
  } = notified;
  const extras: Readonly<Record<string, AttributeValue>> = {
    ...(isRefused === true && { refused: { BOOL: true } }),
    ...(sentNothing === true && { unsent: { BOOL: true } }),
    ...(closings > 0 && { closings: { N: String(closings) } }),
    ...(severity !== undefined && { severity: { S: severity } }),
  };
  const absent = EXTRAS.filter((name) => extras[name] === undefined);
  const set = Object.keys(extras).map((name) => `, ${name} = :${name}`);
  const remove = absent.length === 0 ? "" : ` REMOVE ${absent.join(", ")}`;
  return new UpdateItemCommand({
    TableName: place.table,
    Key: itemKey(place, incident),
    UpdateExpression: `SET revision = :revision, #level = :level, #status = :status, #at = :at, expires = :expires${set.join("")}${remove}`,
    ConditionExpression: "attribute_not_exists(revision) OR revision <= :revision",
    ExpressionAttributeNames: { "#level": "level", "#status": "status", "#at": "at" },
    ExpressionAttributeValues: {
      ":revision": { N: String(revision) },
      ":level": { N: String(level) },
      ":status": { S: status },
      ":at": { N: String(atMs) },
      ":expires": seconds(atMs + KEPT_MS),
      ...Object.fromEntries(Object.entries(extras).map(([name, value]) => [`:${name}`, value])),
    },
  });
}

/** What a sink has been served, in the state table: apart from the outbox, which it would wake. */
export function dynamoNotificationLog(
  client: DynamoDBClient,
  table: string,
  sink: SinkId = EMAIL,
): NotificationLog {
  const place = { table, sink };
  return {
    ofTarget: async (scope, target) => {
      const items = await queryAll(client, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: partition(place, scope, target) } },
      });
      return items.map(notifiedOf).filter(({ revision }) => revision > 0);
    },
    claim: (incident, revision, nowMs) =>
      won(client.send(claimCommand(place, incident, revision, nowMs))),
    confirm: async (incident, notified) => {
      await won(client.send(confirmCommand(place, incident, notified)));
    },
  };
}
