import { dynamoBaselineStore } from "../../../../lambda/adapters/state-table/minutes";
import { dynamoKey, sortable } from "../../../../lambda/adapters/dynamo";
import { onDynamoLocal } from "../../../support/dynamo-local";
import {
  BASELINE,
  baselineStoreContract,
  newMinuteKey,
} from "../../../support/minute-store-contract";

const DAY_S = 86_400;

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoBaselineStore(local.client, local.tables.state);
  baselineStoreContract("the state table", open);

  test("a baseline may go thirty days after its day began", async () => {
    await open().keep(newMinuteKey({ scope: "base/live" }), 20_774, BASELINE);
    const pk = dynamoKey("b", "base/live", "client:app", "test-volume", "app-client=app");
    const item = await local.item("state", pk, sortable(20_774));
    expect(Number(item?.expires?.N)).toBe((20_774 + 30) * DAY_S);
  });

  test("of several processes the first decides, for those that asked before as well", async () => {
    const key = newMinuteKey();
    const [one, other] = [open(), open()];
    expect(await one.read(key, 7)).toBeUndefined();
    expect(await other.keep(key, 7, BASELINE)).toEqual(BASELINE);
    expect(await one.keep(key, 7, { ...BASELINE, days: 3 })).toEqual(BASELINE);
    expect(await one.read(key, 7)).toEqual(BASELINE);
  });

  test("a process reads a stored baseline once", async () => {
    const key = newMinuteKey();
    await open().keep(key, 7, BASELINE);
    let calls = 0;
    local.client.middlewareStack.add(
      (next) => (args) => {
        calls++;
        return next(args);
      },
      { step: "initialize", name: "calls" },
    );
    const store = open();
    for (let i = 0; i < 5; i++) expect(await store.read(key, 7)).toEqual(BASELINE);
    local.client.middlewareStack.remove("calls");
    expect(calls).toBe(1);
  });
});
