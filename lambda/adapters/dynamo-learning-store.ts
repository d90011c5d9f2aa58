import { GetItemCommand, UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LearningStore } from "../core/counting/learning";
import { won } from "./dynamo-error";
import { dynamoKey } from "./dynamo-key";

/** First records of sources in the state table. Few, and most never change: a process reads one once. */
export function dynamoLearningStore(client: DynamoDBClient, table: string): LearningStore {
  const known = new Map<string, number>();
  return {
    firstSeen: async (scope, source, atMs) => {
      const Key = { pk: { S: dynamoKey("meta", scope) }, sk: { S: source } };
      const place = `${Key.pk.S} ${source}`;
      const before = known.get(place);
      if (before !== undefined && before <= atMs) return before;
      const setSmaller = new UpdateItemCommand({
        TableName: table,
        Key,
        UpdateExpression: "SET firstSeen = :at",
        ConditionExpression: "attribute_not_exists(firstSeen) OR firstSeen > :at",
        ExpressionAttributeValues: { ":at": { N: String(atMs) } },
      });
      let first = atMs;
      if (!(await won(client.send(setSmaller)))) {
        const read = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
        const { Item } = await client.send(read);
        first = Number(Item?.firstSeen?.N ?? atMs);
      }
      known.set(place, first);
      return first;
    },
  };
}
