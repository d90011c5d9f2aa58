import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoKnownStore } from "../../../../lambda/adapters/state-table/entities";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { knownStoreContract } from "../../../support/finding-store-contract";

const DAY_S = 86_400;
const ENTITY = { type: "ip", value: "192.0.2.1" } as const;

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoKnownStore(local.client, local.tables.state);
  knownStoreContract("the state table", open);

  const expiryIn = async (scope: string): Promise<number> => {
    const pk = dynamoKey("k", scope, "client:app", "ip=192.0.2.1");
    return Number((await local.item("state", pk, "-"))?.expires?.N);
  };

  test("days are kept for as long as any rule looks back", async () => {
    await open().add("known-1/live", "client:app", ENTITY, 20_770);
    expect(await expiryIn("known-1/live")).toBeGreaterThanOrEqual((20_770 + 15) * DAY_S);
  });

  test("a later day keeps the item for longer", async () => {
    for (const day of [20_770, 20_774]) {
      await open().add("known-2/live", "client:app", ENTITY, day);
    }
    expect(await expiryIn("known-2/live")).toBeGreaterThanOrEqual((20_774 + 15) * DAY_S);
  });

  test("a late confirmation of an earlier day does not bring the end nearer", async () => {
    await open().add("known-3/live", "client:app", ENTITY, 20_774);
    const before = await expiryIn("known-3/live");
    await open().add("known-3/live", "client:app", ENTITY, 20_760);
    expect(await expiryIn("known-3/live")).toBe(before);
    const days = await open().days("known-3/live", "client:app", ENTITY);
    expect(days).toEqual(new Set([20_760, 20_774]));
  });
});
