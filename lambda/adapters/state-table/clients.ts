import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  bothClients,
  type ClientScope,
  type ClientStore,
  type NamedClient,
} from "../../core/counting/clients/client-store";
import { dynamoKey, expiryAfter, queryAll, won, type Item } from "../dynamo";

const partition = ({ account, drill }: ClientScope): string =>
  drill === undefined ? dynamoKey("clients", account) : dynamoKey("clients", account, drill);

const itemKey = (scope: ClientScope, { clientId }: NamedClient) => ({
  pk: { S: partition(scope) },
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

/** Keeps the earliest time. Only a drill's clients expire: an account never has many. */
function earliest(table: string, scope: ClientScope, client: NamedClient): UpdateItemCommand {
  const expires = scope.drill === undefined ? undefined : expiryAfter(client.firstSeenMs);
  return new UpdateItemCommand({
    TableName: table,
    Key: itemKey(scope, client),
    UpdateExpression: `SET clientId = :id, firstSeen = :at${expires === undefined ? "" : ", expires = :expires"}`,
    ConditionExpression: "attribute_not_exists(firstSeen) OR firstSeen > :at",
    ExpressionAttributeValues: {
      ":id": { S: client.clientId },
      ":at": { N: String(client.firstSeenMs) },
      ...(expires !== undefined && { ":expires": { N: String(expires) } }),
    },
  });
}

/** Keeps the first pool. */
const firstPool = (table: string, scope: ClientScope, client: NamedClient, pool: string) =>
  new UpdateItemCommand({
    TableName: table,
    Key: itemKey(scope, client),
    UpdateExpression: "SET userPool = :pool",
    ConditionExpression: "attribute_not_exists(userPool)",
    ExpressionAttributeValues: { ":pool": { S: pool } },
  });

/** Live traffic and as many drills as a process sees. */
const REMEMBERED_SCOPES = 50;

/**
 * Named app clients in the state table, one item each. Once named is always named, so a process
 * asks for what it does not know only; and then for all of an account at once, since whoever
 * invents ids invents many.
 */
export function dynamoClientStore(client: DynamoDBClient, table: string): ClientStore {
  const remembered = new Map<string, Map<string, NamedClient>>();
  const knownIn = (scope: ClientScope): Map<string, NamedClient> => {
    const place = partition(scope);
    const known = remembered.get(place) ?? new Map<string, NamedClient>();
    if (remembered.size >= REMEMBERED_SCOPES) remembered.clear();
    remembered.set(place, known);
    return known;
  };
  const readAll = async (scope: ClientScope): Promise<readonly NamedClient[]> => {
    const items = await queryAll(client, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: partition(scope) } },
    });
    return items.map(clientIn).sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  };
  return {
    named: async (scope, clientIds) => {
      const known = knownIn(scope);
      if (!clientIds.every((id) => known.has(id))) {
        for (const each of await readAll(scope)) known.set(each.clientId, each);
      }
      return new Map([...known].filter(([id]) => clientIds.includes(id)));
    },
    name: async (scope, told) => {
      await won(client.send(earliest(table, scope, told)));
      const { userPoolId } = told;
      if (userPoolId !== undefined) {
        await won(client.send(firstPool(table, scope, told, userPoolId)));
      }
      const known = knownIn(scope);
      const before = known.get(told.clientId);
      known.set(told.clientId, before === undefined ? told : bothClients(before, told));
    },
    clientsOf: (account) => readAll({ account }),
  };
}
