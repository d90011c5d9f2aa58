import {
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  addressKeyText,
  isStale,
  type AddressKey,
  type AddressStore,
  type Sighting,
} from "../../core/counting/new-addresses";
import { KNOWN_DAYS } from "../../core/model/grace";
import { DAY_MS } from "../../core/model/time";
import { dynamoKey, won } from "../dynamo";

const itemKey = ({ scope, principal, address }: AddressKey) => ({
  pk: { S: dynamoKey("a", scope, principal, address) },
  sk: { S: "-" },
});

/** A day later than the last on which it makes the address a known one. */
const expiry = (lastDay: number): AttributeValue => ({
  N: String(((lastDay + KNOWN_DAYS + 2) * DAY_MS) / 1000),
});

const numberOf = (value: number): AttributeValue => ({ N: String(value) });

/** Whether TTL has deleted a stale item yet does not matter: its last day tells. */
const storing = (table: string, key: AddressKey, day: number, { first, lastDay }: Sighting) =>
  new UpdateItemCommand({
    TableName: table,
    Key: itemKey(key),
    UpdateExpression: "SET #first = :first, lastDay = :last, expires = :expires",
    ConditionExpression: "attribute_not_exists(lastDay) OR lastDay < :known",
    ExpressionAttributeNames: { "#first": "first" },
    ExpressionAttributeValues: {
      ":first": { S: first },
      ":last": numberOf(lastDay),
      ":expires": expiry(lastDay),
      ":known": numberOf(day - KNOWN_DAYS),
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });

const movingOn = (table: string, key: AddressKey, lastDay: number) =>
  new UpdateItemCommand({
    TableName: table,
    Key: itemKey(key),
    UpdateExpression: "SET lastDay = :last, expires = :expires",
    ConditionExpression: "lastDay < :last",
    ExpressionAttributeValues: { ":last": numberOf(lastDay), ":expires": expiry(lastDay) },
  });

/** What is stored in the way of a sighting; undefined where it was stored itself. */
async function storedBefore(
  client: DynamoDBClient,
  command: UpdateItemCommand,
): Promise<Sighting | undefined> {
  try {
    await client.send(command);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { first, lastDay } = error.Item ?? {};
    return { first: first?.S ?? "", lastDay: Number(lastDay?.N) };
  }
}

/** Addresses that a process remembers: most texts come from one that it has met. */
const MOST_KNOWN = 20_000;

/**
 * Addresses of principals in the state table: one write for a new one, one a day and process for one
 * that is known.
 */
export function dynamoAddressStore(client: DynamoDBClient, table: string): AddressStore {
  const known = new Map<string, Sighting>();
  const remember = (text: string, sighting: Sighting): void => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, sighting);
  };
  return {
    see: async (key, day, sighting) => {
      const text = addressKeyText(key);
      const { lastDay } = sighting;
      const met = known.get(text);
      const stored =
        met !== undefined && !isStale(met, day)
          ? met
          : await storedBefore(client, storing(table, key, day, sighting));
      if (stored !== undefined && stored.lastDay < lastDay) {
        await won(client.send(movingOn(table, key, lastDay)));
      }
      const first = stored?.first ?? sighting.first;
      remember(text, { first, lastDay: Math.max(lastDay, stored?.lastDay ?? lastDay) });
      return first;
    },
  };
}
