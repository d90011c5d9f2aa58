import { dynamoKey, sortable } from "../../../../lambda/adapters/dynamo";
import { dynamoMinuteStore } from "../../../../lambda/adapters/state-table/minutes";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { hourOf, minuteStoreContract, newMinuteKey } from "../../../support/minute-store-contract";

const DAY_S = 86_400;

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoMinuteStore(local.client, local.tables.state);
  minuteStoreContract("the state table", open);

  const key = newMinuteKey({ scope: "expiry/live" });
  const itemOf = (hour: number) =>
    local.item(
      "state",
      dynamoKey("v", "expiry/live", "client:app", "test-volume", "app-client=app"),
      sortable(hour),
    );

  test("an hour may go thirty days after its end by event time", async () => {
    await open().add(key, hourOf(494_000, { requests: { 3: 1 } }));
    expect(Number((await itemOf(494_000))?.expires?.N)).toBe(494_001 * 3600 + 30 * DAY_S);
  });

  test("minutes without counts take no room", async () => {
    await open().add(key, hourOf(494_001, { requests: { 3: 1 }, confirmed: { 59: 2 } }));
    const names = Object.keys((await itemOf(494_001)) ?? {});
    expect(names.sort()).toEqual(["c59", "expires", "n03", "pk", "sk"]);
  });

  test("adding to an hour asks for nothing but that one update", async () => {
    const names: string[] = [];
    local.client.middlewareStack.add(
      (next, { commandName = "" }) =>
        (args) => {
          names.push(commandName);
          return next(args);
        },
      { step: "initialize", name: "names" },
    );
    await open().add(key, hourOf(494_002, { requests: { 3: 1 } }));
    local.client.middlewareStack.remove("names");
    expect(names).toEqual(["UpdateItemCommand"]);
  });
});
