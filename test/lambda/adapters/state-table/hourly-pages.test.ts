import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoHourlyPages } from "../../../../lambda/adapters/state-table/hourly-pages";
import { sortable } from "../../../../lambda/adapters/dynamo";
import { takePlace } from "../../../../lambda/core/notifications/places";
import { HOUR_MS } from "../../../../lambda/core/model/time";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { contender, hourlyPagesContract, newHour } from "../../../support/places-properties";

onDynamoLocal("DynamoDB", (local) => {
  const open = (sink?: string) => dynamoHourlyPages(local.client, local.tables.state, sink);
  const ask = (id: string, hour: number, usd = 1) =>
    takePlace(contender(id, { usd }), hour * HOUR_MS, 1, open());
  hourlyPagesContract("the state table", () => open());

  test("an hour is kept for two days, as an earlier version reads it", async () => {
    await ask("a", 494_000);
    await ask("b", 494_000);
    const item = await local.item("state", "pages", sortable(494_000));
    expect(item).toMatchObject({
      expires: { N: String((494_000 + 48) * 3600) },
      admitted: { SS: ["a"] },
      refused: { SS: ["b"] },
    });
    await ask("c", 494_000, 2);
    expect(await local.item("state", "pages", sortable(494_000))).toMatchObject({
      admitted: { SS: ["c"] },
      refused: { SS: ["b"] },
    });
  });

  test("one sink's places are not another's", async () => {
    await ask("a", 494_010);
    const pager = open("pager");
    expect(await takePlace(contender("b"), 494_010 * HOUR_MS, 1, pager)).toBeUndefined();
    expect(await ask("b", 494_010)).toMatchObject({ waiting: 1 });
  });

  test("whom an earlier version has admitted keeps the place, though nothing is known of it", async () => {
    const hour = newHour();
    const admit = (id: string) =>
      local.client.send(
        new UpdateItemCommand({
          TableName: local.tables.state,
          Key: { pk: { S: "pages" }, sk: { S: sortable(hour) } },
          UpdateExpression: "SET expires = :expires ADD admitted :incident",
          ExpressionAttributeValues: {
            ":incident": { SS: [id] },
            ":expires": { N: String((hour + 48) * 3600) },
          },
        }),
      );
    await admit("earlier");
    expect(await ask("new", hour, 1e6)).toMatchObject({ waiting: 1, largest: { id: "new" } });
    expect(await ask("earlier", hour)).toBeUndefined();
    await admit("rolled-back");
    expect(await ask("rolled-back", hour)).toBeUndefined();
  });
});
