import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoLearningStore } from "../../../../lambda/adapters/state-table/entities";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { learningStoreContract } from "../../../support/minute-store-contract";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoLearningStore(local.client, local.tables.state);
  learningStoreContract("the state table", open);

  /** As versions before kept it: one item for each source. */
  const kept = (account: string, source: string, atMs: number) =>
    local.client.send(
      new PutItemCommand({
        TableName: local.tables.state,
        Item: {
          pk: { S: `meta#${account}` },
          sk: { S: source },
          firstSeen: { N: String(atMs) },
        },
      }),
    );

  test("when an account was first seen is never forgotten", async () => {
    await open().firstSeen("111122223333", 5000);
    const item = await local.item("state", dynamoKey("meta", "111122223333"), "account");
    expect(item).toEqual({
      pk: { S: "meta#111122223333" },
      sk: { S: "account" },
      firstSeen: { N: "5000" },
    });
  });

  test("the earliest of its sources is the account's", async () => {
    await kept("upgraded", "cognito-api", 5000);
    await kept("upgraded", "cognito-hosted-ui", 3000);
    await kept("upgraded", "sns-publish", 8000);
    expect(await open().firstSeen("upgraded", 9000)).toBe(3000);
    expect(await local.item("state", dynamoKey("meta", "upgraded"), "account")).toBeUndefined();
    expect(await open().firstSeen("upgraded", 2000)).toBe(2000);
    expect(await open().firstSeen("upgraded", 9000)).toBe(2000);
  });

  test("another process learns of an earlier record, and one of a later record asks nothing", async () => {
    const [one, other] = [open(), open()];
    await one.firstSeen("two", 5000);
    await other.firstSeen("two", 3000);
    expect(await one.firstSeen("two", 4000)).toBe(3000);
    let calls = 0;
    local.client.middlewareStack.add(
      (next) => (args) => {
        calls++;
        return next(args);
      },
      { step: "initialize", name: "calls" },
    );
    expect(await one.firstSeen("two", 9000)).toBe(3000);
    local.client.middlewareStack.remove("calls");
    expect(calls).toBe(0);
  });
});
