import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { HourlyPages } from "../core/notifications/pace";
import { EMAIL, type SinkId } from "../core/notifications/sink";
import { won, sortable } from "./dynamo";

const KEPT_HOURS = 48;

/** One sink's places. E-mail's key names no sink. */
interface Place {
  readonly table: string;
  readonly sink: SinkId;
}

/** What an incident does to an hour: it joins one of two string sets. */
function change({ table, sink }: Place, hour: number, incidentId: string) {
  return {
    TableName: table,
    Key: { pk: { S: sink === EMAIL ? "pages" : `pages-${sink}` }, sk: { S: sortable(hour) } },
    ExpressionAttributeValues: {
      ":incident": { SS: [incidentId] },
      ":expires": { N: String((hour + KEPT_HOURS) * 3600) },
    },
  };
}

function admitCommand(place: Place, hour: number, incidentId: string, places: number) {
  const { ExpressionAttributeValues, ...rest } = change(place, hour, incidentId);
  return new UpdateItemCommand({
    ...rest,
    UpdateExpression: "SET expires = :expires ADD admitted :incident",
    ConditionExpression:
      "attribute_not_exists(admitted) OR contains(admitted, :id) OR size(admitted) < :places",
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ":id": { S: incidentId },
      ":places": { N: String(places) },
    },
  });
}

const refuseCommand = (place: Place, hour: number, incidentId: string) =>
  new UpdateItemCommand({
    ...change(place, hour, incidentId),
    UpdateExpression: "SET expires = :expires ADD refused :incident",
    ReturnValues: "ALL_NEW",
  });

/** The incidents that have a place in an hour, and those that have been refused, as string sets. */
export function dynamoHourlyPages(
  client: DynamoDBClient,
  table: string,
  sink: SinkId = EMAIL,
): HourlyPages {
  const place = { table, sink };
  return {
    enter: async (hour, incidentId, places) => {
      if (await won(client.send(admitCommand(place, hour, incidentId, places)))) {
        return { isAdmitted: true, waiting: 0 };
      }
      const { Attributes } = await client.send(refuseCommand(place, hour, incidentId));
      return { isAdmitted: false, waiting: Attributes?.refused?.SS?.length ?? 0 };
    },
  };
}
