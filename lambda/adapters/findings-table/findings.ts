import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  HEAD_KEEPS_MS,
  type FindingHead,
  type FindingStep,
  type FindingStore,
} from "../../core/findings/finding";
import type { StepKey } from "../../core/incidents/outbox";
import type { CountKey, Target } from "../../core/model/rule";
import { dynamoKey, sortable } from "../dynamo";
import { enlistAll, listedHeads, listItemOf } from "./listed";
import {
  marked,
  markedInTurn,
  readHead,
  writeHead,
  type Company,
  type HeadItem,
  type StepItem,
} from "./outbox";

/** All findings and incidents of a target share one partition, so that one query reads them. */
export const targetPartition = (scope: string, target: Target): string => dynamoKey(scope, target);

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

const findingHeadItem = (head: FindingHead): HeadItem => ({
  pk: targetPartition(head.key.scope, head.key.target),
  sk: sortKey(head.key),
  version: head.version,
  body: head,
  todo: isOpen(head) ? "f" : undefined,
  expires: findingExpiryOf(head),
});

type ReadHead = (pk: string, sk: string) => Promise<FindingHead | undefined>;

async function* openHeads(
  pages: AsyncIterable<readonly StepKey[]>,
  read: ReadHead,
): AsyncGenerator<readonly FindingHead[]> {
  for await (const keys of pages) {
    for (let start = 0; start < keys.length; start += READ_AT_ONCE) {
      const part = keys.slice(start, start + READ_AT_ONCE);
      const heads = await Promise.all(part.map(({ pk, sk }) => read(pk, sk)));
      yield heads.flatMap((head) => (head !== undefined && isOpen(head) ? [head] : []));
    }
  }
}

/** Findings in a DynamoDB table whose stream carries the steps on. */
export function dynamoFindingStore(client: DynamoDBClient, table: string): FindingStore {
  const read = async (pk: string, sk: string): Promise<FindingHead | undefined> =>
    (await readHead(client, table, pk, sk)) as FindingHead | undefined;
  /** Partitions whose heads are all listed. */
  const enlisted = new Set<string>();
  const put = (head: FindingHead, company: Company): Promise<boolean> =>
    writeHead(client, table, findingHeadItem(head), company);
  return {
    read: (key) => read(targetPartition(key.scope, key.target), sortKey(key)),
    write: (head, steps) => {
      const { pk, sk } = findingHeadItem(head);
      const isNew = head.version === 1 || head.isUnlisted === true;
      const list = isNew ? listItemOf(pk, sk) : undefined;
      const stepItems = steps.map((step) => findingStepItem(pk, step));
      return put({ ...head, isUnlisted: undefined }, { steps: stepItems, list });
    },
    settle: (head) => {
      const { pk, sk } = findingHeadItem(head);
      return put(head, head.isUnlisted === true ? { unlist: listItemOf(pk, sk) } : {});
    },
    enlist: async (scope, target) => {
      const pk = targetPartition(scope, target);
      if (enlisted.has(pk)) return;
      await enlistAll(client, table, pk);
      if (enlisted.size < MOST_KNOWN) enlisted.add(pk);
    },
    ofTarget: (scope, target) => listedHeads(client, table, targetPartition(scope, target)),
    openInTurn: (turn) => openHeads(markedInTurn(client, table, "f", turn), read),
    open: async () => {
      const keys = await marked(client, table, "f");
      const heads = await Promise.all(keys.map(({ pk, sk }) => read(pk, sk)));
      // The index may lag behind the heads.
      return heads.flatMap((head) => (head !== undefined && isOpen(head) ? [head.key] : []));
    },
  };
}

/** How many heads are read at the same time. */
const READ_AT_ONCE = 50;

/** How many partitions a process keeps in mind. */
const MOST_KNOWN = 10_000;
