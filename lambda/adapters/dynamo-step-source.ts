import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { StepSource, StoredStep } from "../core/incidents/outbox";
import { targetPartition } from "./dynamo-finding-store";
import { readHead } from "./findings-table/heads";
import { dynamoKey, sortable } from "./dynamo";

/** Steps in the findings table, where both stores write them under the same kind of key. */
export const dynamoStepSource =
  (client: DynamoDBClient, table: string): StepSource =>
  async ({ scope, target, id, sequence }) => {
    const pk = targetPartition(scope, target);
    const sk = dynamoKey("s", id, sortable(sequence));
    return (await readHead(client, table, pk, sk)) as StoredStep | undefined;
  };
