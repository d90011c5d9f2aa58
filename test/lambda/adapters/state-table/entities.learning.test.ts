import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoLearningStore } from "../../../../lambda/adapters/state-table/entities";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { learningStoreContract } from "../../../support/minute-store-contract";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoLearningStore(local.client, local.tables.state);
  learningStoreContract("the state table", open);

  test("when a source was first seen is never forgotten", async () => {
    await open().firstSeen("111122223333", "cognito-api", 5000);
    const item = await local.item("state", dynamoKey("meta", "111122223333"), "cognito-api");
    expect(item).toEqual({
      pk: { S: "meta#111122223333" },
      sk: { S: "cognito-api" },
      firstSeen: { N: "5000" },
    });
  });

  test("another process learns of an earlier record, and one of a later record asks nothing", async () => {
    const [one, other] = [open(), open()];
    await one.firstSeen("two", "cognito-api", 5000);
    await other.firstSeen("two", "cognito-api", 3000);
    expect(await one.firstSeen("two", "cognito-api", 4000)).toBe(3000);
    let calls = 0;
    local.client.middlewareStack.add(
      (next) => (args) => {
        calls++;
        return next(args);
      },
      { step: "initialize", name: "calls" },
    );
    expect(await one.firstSeen("two", "cognito-api", 9000)).toBe(3000);
    local.client.middlewareStack.remove("calls");
    expect(calls).toBe(0);
  });
});
