import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { HEAD_KEEPS_MS } from "../../core/findings/finding";
import type { IncidentHead, IncidentStep, IncidentStore } from "../../core/incidents/incident";
import type { StepSource, StoredStep } from "../../core/incidents/outbox";
import { dynamoKey, sortable, won } from "../dynamo";
import { targetPartition } from "./findings";
import { marked, readHead, TODO, writeHead, type HeadItem, type StepItem } from "./outbox";

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
    return writeHead(client, table, item, { steps: stepItems, others });
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
