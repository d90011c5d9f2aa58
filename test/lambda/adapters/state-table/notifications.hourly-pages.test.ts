import { dynamoHourlyPages } from "../../../../lambda/adapters/state-table/notifications";
import { sortable } from "../../../../lambda/adapters/dynamo";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { hourlyPagesContract } from "../../../support/finding-store-contract";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoHourlyPages(local.client, local.tables.state);
  hourlyPagesContract("the state table", open);

  test("an hour is kept for two days, whether its incidents were admitted or not", async () => {
    await open().enter(494_000, "a", 1);
    await open().enter(494_000, "b", 1);
    const item = await local.item("state", "pages", sortable(494_000));
    expect(item?.expires?.N).toBe(String((494_000 + 48) * 3600));
    expect(item?.refused?.SS).toEqual(["b"]);
  });

  test("one sink's places are not another's", async () => {
    const pager = dynamoHourlyPages(local.client, local.tables.state, "pager");
    await open().enter(494_010, "a", 1);
    expect(await pager.enter(494_010, "b", 1)).toMatchObject({ isAdmitted: true });
    expect(await open().enter(494_010, "b", 1)).toMatchObject({ isAdmitted: false });
  });
});
