import { UpdateItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { HourlyPages } from "../core/notifications/pace";
import { won, sortable } from "./dynamo";

const KEPT_HOURS = 48;

/** What an incident does to an hour: it joins one of two string sets. */
function change(table: string, hour: number, incidentId: string) {
  return {
    TableName: table,
    Key: { pk: { S: "pages" }, sk: { S: sortable(hour) } },
    ExpressionAttributeValues: {
      ":incident": { SS: [incidentId] },
      ":expires": { N: String((hour + KEPT_HOURS) * 3600) },
    },
  };
}

function admitCommand(table: string, hour: number, incidentId: string, places: number) {
  const { ExpressionAttributeValues, ...rest } = change(table, hour, incidentId);
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

const refuseCommand = (table: string, hour: number, incidentId: string) =>
  new UpdateItemCommand({
    ...change(table, hour, incidentId),
    UpdateExpression: "SET expires = :expires ADD refused :incident",
    ReturnValues: "ALL_NEW",
  });

/** The incidents that have a place in an hour, and those that have been refused, as string sets. */
export const dynamoHourlyPages = (client: DynamoDBClient, table: string): HourlyPages => ({
  enter: async (hour, incidentId, places) => {
    if (await won(client.send(admitCommand(table, hour, incidentId, places)))) {
      return { isAdmitted: true, waiting: 0 };
    }
    const { Attributes } = await client.send(refuseCommand(table, hour, incidentId));
    return { isAdmitted: false, waiting: Attributes?.refused?.SS?.length ?? 0 };
  },
});
