import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  bothClients,
  type ClientStore,
  type NamedClient,
} from "../../core/counting/clients/client-store";
import { dynamoKey, queryAll, won, type Item } from "../dynamo";

const partition = (account: string): string => dynamoKey("clients", account);

const itemKey = (account: string, { clientId }: NamedClient) => ({
  pk: { S: partition(account) },
  sk: { S: dynamoKey(clientId) },
});

function clientIn({ clientId, userPool, firstSeen }: Item): NamedClient {
  const userPoolId = userPool?.S;
  return {
    clientId: clientId?.S ?? "",
    ...(userPoolId !== undefined && { userPoolId }),
    firstSeenMs: Number(firstSeen?.N),
  };
}

/** Keeps the earliest time. It does not expire: an account never has many. */
const earliest = (table: string, account: string, client: NamedClient) =>
  new UpdateItemCommand({
    TableName: table,
    Key: itemKey(account, client),
    UpdateExpression: "SET clientId = :id, firstSeen = :at",
    ConditionExpression: "attribute_not_exists(firstSeen) OR firstSeen > :at",
    ExpressionAttributeValues: {
      ":id": { S: client.clientId },
      ":at": { N: String(client.firstSeenMs) },
    },
  });

/** Keeps the first pool. */
const firstPool = (table: string, account: string, client: NamedClient, pool: string) =>
  new UpdateItemCommand({
    TableName: table,
    Key: itemKey(account, client),
    UpdateExpression: "SET userPool = :pool",
    ConditionExpression: "attribute_not_exists(userPool)",
    ExpressionAttributeValues: { ":pool": { S: pool } },
  });

/** As many accounts as a process sees. */
const REMEMBERED_ACCOUNTS = 50;

/**
 * Named app clients in the state table, one item each. Once named is always named, so a process
 * asks for what it does not know only; and then for all of an account at once, since whoever
 * invents ids invents many.
 */
export function dynamoClientStore(client: DynamoDBClient, table: string): ClientStore {
  const remembered = new Map<string, Map<string, NamedClient>>();
  const knownIn = (account: string): Map<string, NamedClient> => {
    const known = remembered.get(account) ?? new Map<string, NamedClient>();
    if (remembered.size >= REMEMBERED_ACCOUNTS) remembered.clear();
    remembered.set(account, known);
    return known;
  };
  const readAll = async (account: string): Promise<readonly NamedClient[]> => {
    const items = await queryAll(client, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: partition(account) } },
    });
    return items.map(clientIn).sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  };
  return {
    named: async (account, clientIds) => {
      const known = knownIn(account);
      if (!clientIds.every((id) => known.has(id))) {
        for (const each of await readAll(account)) known.set(each.clientId, each);
      }
      return new Map([...known].filter(([id]) => clientIds.includes(id)));
    },
    name: async (account, told) => {
      await won(client.send(earliest(table, account, told)));
      const { userPoolId } = told;
      if (userPoolId !== undefined) {
        await won(client.send(firstPool(table, account, told, userPoolId)));
      }
      const known = knownIn(account);
      const before = known.get(told.clientId);
      known.set(told.clientId, before === undefined ? told : bothClients(before, told));
    },
    clientsOf: readAll,
  };
}
