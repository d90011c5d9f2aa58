import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  HEAD_KEEPS_MS,
  type FindingHead,
  type FindingStep,
  type FindingStore,
} from "../../core/findings/finding";
import type { CountKey, Target } from "../../core/model/rule";
import { bodyOf, readHead, writeHead, marked, TODO, type HeadItem, type StepItem } from "./outbox";
import { dynamoKey, sortable, queryAll, won } from "../dynamo";
import type { IncidentHead, IncidentStep, IncidentStore } from "../../core/incidents/incident";
import type { StepSource, StoredStep } from "../../core/incidents/outbox";

/** All findings and incidents of a target share one partition, so that one query reads them. */
const targetPartition = (scope: string, target: Target): string => dynamoKey(scope, target);

const sortKey = ({ ruleId, entity }: CountKey): string =>
  dynamoKey("f", ruleId, `${entity.type}=${entity.value}`);

const findingStepItem = (pk: string, step: FindingStep): StepItem => ({
  pk,
  sk: dynamoKey("s", step.finding.id, sortable(step.sequence)),
  body: { type: "finding", ...step },
});

const findingExpiryOf = ({ findings }: FindingHead): number =>
  Math.ceil(
    (Math.max(0, ...findings.map(({ arrivedAtMs }) => arrivedAtMs)) + HEAD_KEEPS_MS) / 1000,
  );

const isOpen = ({ findings }: FindingHead): boolean =>
  findings.some(({ status }) => status === "open");

function findingHeadItem(head: FindingHead): HeadItem {
  return {
    pk: targetPartition(head.key.scope, head.key.target),
    sk: sortKey(head.key),
    version: head.version,
    body: head,
    todo: isOpen(head) ? "f" : undefined,
    expires: findingExpiryOf(head),
  };
}

async function headsOf(
  client: DynamoDBClient,
  table: string,
  pk: string,
): Promise<readonly FindingHead[]> {
  const items = await queryAll(client, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :f)",
    ExpressionAttributeValues: { ":pk": { S: pk }, ":f": { S: "f#" } },
  });
  return items.map((item) => bodyOf(item) as FindingHead);
}

/** Findings in a DynamoDB table whose stream carries the steps on. */
export function dynamoFindingStore(client: DynamoDBClient, table: string): FindingStore {
  const read = async (pk: string, sk: string): Promise<FindingHead | undefined> =>
    (await readHead(client, table, pk, sk)) as FindingHead | undefined;
  return {
    read: (key) => read(targetPartition(key.scope, key.target), sortKey(key)),
    write: (head, steps) => {
      const item = findingHeadItem(head);
      const stepItems = steps.map((step) => findingStepItem(item.pk, step));
      return writeHead(client, table, item, stepItems);
    },
    ofTarget: (scope, target) => headsOf(client, table, targetPartition(scope, target)),
    open: async () => {
      const keys = await marked(client, table, "f");
      const heads = await Promise.all(keys.map(({ pk, sk }) => read(pk, sk)));
      // The index may lag behind the heads.
      return heads.flatMap((head) => (head !== undefined && isOpen(head) ? [head.key] : []));
    },
  };
}

const SORT_KEY = "i";

const incidentStepItem = (pk: string, step: IncidentStep): StepItem => ({
  pk,
  sk: dynamoKey("s", step.incident.id, sortable(step.incident.revision)),
  body: { type: "incident", ...step },
});

const incidentExpiryOf = ({ incidents }: IncidentHead): number =>
  Math.ceil(
    (Math.max(0, ...incidents.map(({ updatedAtMs }) => updatedAtMs)) + HEAD_KEEPS_MS) / 1000,
  );

const incidentHeadItem = (head: IncidentHead, expires: number): HeadItem => ({
  pk: targetPartition(head.scope, head.target),
  sk: SORT_KEY,
  version: head.version,
  body: head,
  // A part of another head has nothing to tell.
  todo: head.partOf === undefined ? "i" : undefined,
  expires,
});

/** Incidents in the table of findings. Every write marks the head for the sweep to look at. */
export function dynamoIncidentStore(client: DynamoDBClient, table: string): IncidentStore {
  const read = async (pk: string): Promise<IncidentHead | undefined> =>
    (await readHead(client, table, pk, SORT_KEY)) as IncidentHead | undefined;
  const write: IncidentStore["writeLinked"] = (head, parts, steps) => {
    // The parts lead to the head for as long as it stands.
    const expires = incidentExpiryOf(head);
    const item = incidentHeadItem(head, expires);
    const stepItems = steps.map((step) => incidentStepItem(item.pk, step));
    const others = parts.map((part) => incidentHeadItem(part, expires));
    return writeHead(client, table, item, stepItems, others);
  };
  return {
    read: (scope, target) => read(targetPartition(scope, target)),
    write: (head, steps) => write(head, [], steps),
    writeLinked: write,
    unsettled: async () => {
      const keys = await marked(client, table, "i");
      const heads = await Promise.all(keys.map(({ pk }) => read(pk)));
      return heads.filter((head) => head !== undefined);
    },
    settle: async ({ scope, target, version }) => {
      await won(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: { S: targetPartition(scope, target) }, sk: { S: SORT_KEY } },
            UpdateExpression: "REMOVE #todo",
            ConditionExpression: "#version = :version",
            ExpressionAttributeNames: { "#todo": TODO, "#version": "version" },
            ExpressionAttributeValues: { ":version": { N: String(version) } },
          }),
        ),
      );
    },
  };
}

/** Steps in the findings table, where both stores write them under the same kind of key. */
export const dynamoStepSource =
  (client: DynamoDBClient, table: string): StepSource =>
  async ({ scope, target, id, sequence }) => {
    const pk = targetPartition(scope, target);
    const sk = dynamoKey("s", id, sortable(sequence));
    return (await readHead(client, table, pk, sk)) as StoredStep | undefined;
  };
