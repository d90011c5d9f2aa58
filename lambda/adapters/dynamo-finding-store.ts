import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  HEAD_KEEPS_MS,
  type FindingHead,
  type FindingStep,
  type FindingStore,
} from "../core/findings/finding";
import type { CountKey, Target } from "../core/model/rule";
import {
  bodyOf,
  readHead,
  writeHead,
  marked,
  type HeadItem,
  type StepItem,
} from "./findings-table/heads";
import { dynamoKey, sortable, queryAll } from "./dynamo";

/** All findings and incidents of a target share one partition, so that one query reads them. */
export const targetPartition = (scope: string, target: Target): string => dynamoKey(scope, target);

const sortKey = ({ ruleId, entity }: CountKey): string =>
  dynamoKey("f", ruleId, `${entity.type}=${entity.value}`);

const stepItem = (pk: string, step: FindingStep): StepItem => ({
  pk,
  sk: dynamoKey("s", step.finding.id, sortable(step.sequence)),
  body: { type: "finding", ...step },
});

const expiryOf = ({ findings }: FindingHead): number =>
  Math.ceil(
    (Math.max(0, ...findings.map(({ arrivedAtMs }) => arrivedAtMs)) + HEAD_KEEPS_MS) / 1000,
  );

const isOpen = ({ findings }: FindingHead): boolean =>
  findings.some(({ status }) => status === "open");

function headItem(head: FindingHead): HeadItem {
  return {
    pk: targetPartition(head.key.scope, head.key.target),
    sk: sortKey(head.key),
    version: head.version,
    body: head,
    todo: isOpen(head) ? "f" : undefined,
    expires: expiryOf(head),
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
      const item = headItem(head);
      const stepItems = steps.map((step) => stepItem(item.pk, step));
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
