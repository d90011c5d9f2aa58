import {
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  emptyHour,
  type Contender,
  type HourlyPages,
  type HourOfPlaces,
} from "../../core/notifications/places";
import { EMAIL, type SinkId } from "../../core/notifications/sink";
import { queryRange, sortable, won, type Item } from "../dynamo";

/* The ids of those that have a place and of those that wait are string sets, as earlier versions wrote
   and read them; what they are like stands beside them as JSON. */

const KEPT_HOURS = 48;

/** E-mail's key names no sink: there was no other when the first were written. */
const partitionOf = (sink: SinkId): string => (sink === EMAIL ? "pages" : `pages-${sink}`);

type Body = Pick<HourOfPlaces, "admitted" | "waiting" | "overtaken">;

/** Nothing is known of one that an earlier version has admitted: nobody takes its place. */
const unknown = (id: string): Contender => ({
  id,
  target: "",
  severity: "critical",
  paid: 1,
  usd: Number.MAX_SAFE_INTEGER,
});

function placesOf(item: Item): HourOfPlaces {
  const { admitted, waiting, overtaken } = (
    item.body?.S === undefined ? emptyHour(0) : JSON.parse(item.body.S)
  ) as Body;
  const known = new Map(admitted.map((each) => [each.id, each]));
  return {
    hour: Number(item.sk?.S),
    version: Number(item.version?.N ?? 0),
    admitted: (item.admitted?.SS ?? []).map((id) => known.get(id) ?? unknown(id)),
    waiting,
    refused: item.refused?.SS ?? [],
    overtaken,
  };
}

/** A set cannot be empty: then it is taken away. */
function setOrRemove(sets: Readonly<Record<string, readonly string[]>>) {
  const full = Object.entries(sets).filter(([, ids]) => ids.length > 0);
  const empty = Object.entries(sets).filter(([, ids]) => ids.length === 0);
  const values: Record<string, AttributeValue> = {};
  for (const [name, ids] of full) values[`:${name}`] = { SS: [...ids] };
  return {
    set: full.map(([name]) => `, ${name} = :${name}`).join(""),
    remove: empty.length === 0 ? "" : ` REMOVE ${empty.map(([name]) => name).join(", ")}`,
    values,
  };
}

function writeCommand(table: string, sink: SinkId, places: HourOfPlaces): UpdateItemCommand {
  const { hour, version, admitted, waiting, refused, overtaken } = places;
  const body: Body = { admitted, waiting, overtaken };
  const { set, remove, values } = setOrRemove({ admitted: admitted.map(({ id }) => id), refused });
  return new UpdateItemCommand({
    TableName: table,
    Key: { pk: { S: partitionOf(sink) }, sk: { S: sortable(hour) } },
    UpdateExpression: `SET expires = :expires, version = :version, body = :body${set}${remove}`,
    ConditionExpression: version === 1 ? "attribute_not_exists(version)" : "version = :before",
    ExpressionAttributeValues: {
      ":expires": { N: String((hour + KEPT_HOURS) * 3600) },
      ":version": { N: String(version) },
      ":body": { S: JSON.stringify(body) },
      ...(version !== 1 && { ":before": { N: String(version - 1) } }),
      ...values,
    },
  });
}

/** One sink's places of each hour, in the state table. */
export const dynamoHourlyPages = (
  client: DynamoDBClient,
  table: string,
  sink: SinkId = EMAIL,
): HourlyPages => ({
  read: async (first, last) => {
    const items = await queryRange(client, table, partitionOf(sink), first, last);
    return items.map(placesOf);
  },
  write: (places) => won(client.send(writeCommand(table, sink, places))),
});
