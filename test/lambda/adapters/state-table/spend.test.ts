import { dynamoSpendStore } from "../../../../lambda/adapters/state-table/spend";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { figuresAt, spendStoreContract } from "../../../support/spend-store-contract";

const AT = Date.UTC(2026, 10, 17, 4, 51);

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoSpendStore(local.client, local.tables.state);
  spendStoreContract("the state table", open);

  test("figures stand where incidents look for them, and are gone a week after the last run", async () => {
    await open().write("111122223333", "us-east-1", figuresAt(AT));
    expect(await local.item("state", "spend#111122223333#us-east-1", "now")).toMatchObject({
      at: { N: String(AT) },
      expires: { N: String(AT / 1000 + 7 * 24 * 3600) },
    });
  });

  test("a fault of the table is not taken for a late run", async () => {
    const broken = dynamoSpendStore(local.client, "no-such-table");
    await expect(broken.write("1", "us-east-1", figuresAt(AT))).rejects.toThrow();
    await expect(broken.read("1", "us-east-1")).rejects.toThrow();
  });
});
