import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { HEAD_KEEPS_MS } from "../core/findings/finding";
import type { IncidentHead, IncidentStep, IncidentStore } from "../core/incidents/incident";
import { won, dynamoKey, sortable } from "./dynamo";
import { targetPartition } from "./dynamo-finding-store";
import {
  readHead,
  TODO,
  writeHead,
  marked,
  type HeadItem,
  type StepItem,
} from "./findings-table/heads";

const SORT_KEY = "i";

const stepItem = (pk: string, step: IncidentStep): StepItem => ({
  pk,
  sk: dynamoKey("s", step.incident.id, sortable(step.incident.revision)),
  body: { type: "incident", ...step },
});

const expiryOf = ({ incidents }: IncidentHead): number =>
  Math.ceil(
    (Math.max(0, ...incidents.map(({ updatedAtMs }) => updatedAtMs)) + HEAD_KEEPS_MS) / 1000,
  );

const headItem = (head: IncidentHead, expires: number): HeadItem => ({
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
    const expires = expiryOf(head);
    const item = headItem(head, expires);
    const stepItems = steps.map((step) => stepItem(item.pk, step));
    const others = parts.map((part) => headItem(part, expires));
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
