import { dynamoCanaryStore } from "../../../../lambda/adapters/state-table/canary";
import { canaryStoreContract } from "../../../support/canary-store-contract";
import { onDynamoLocal } from "../../../support/dynamo-local";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoCanaryStore(local.client, local.tables.state);

  test("there is no state before the first run", async () => {
    expect(await open().read()).toEqual({});
  });

  canaryStoreContract("the state table", open);

  test("a fault of the table is not taken for a later call", async () => {
    const broken = dynamoCanaryStore(local.client, "no-such-table");
    await expect(broken.seen(1)).rejects.toThrow();
    await expect(broken.read()).rejects.toThrow();
    await expect(broken.write({ sinceMs: 1 })).rejects.toThrow();
  });
});
