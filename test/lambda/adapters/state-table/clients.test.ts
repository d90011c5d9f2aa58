import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoClientStore } from "../../../../lambda/adapters/state-table/clients";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { clientStoreContract } from "../../../support/client-store-contract";
import { onDynamoLocal } from "../../../support/dynamo-local";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoClientStore(local.client, local.tables.state);
  clientStoreContract("the state table", open);

  async function callsDuring(task: () => Promise<unknown>): Promise<readonly string[]> {
    const calls: string[] = [];
    local.client.middlewareStack.add(
      (next, { commandName = "" }) =>
        (args) => {
          calls.push(commandName);
          return next(args);
        },
      { step: "initialize", name: "calls" },
    );
    await task();
    local.client.middlewareStack.remove("calls");
    return calls;
  }

  test("a client is kept for good", async () => {
    const client = { clientId: "web", userPoolId: "eu-west-1_A", firstSeenMs: DAY_MS };
    await open().name("kept", client);
    expect(await local.item("state", dynamoKey("clients", "kept"), "web")).toEqual({
      pk: { S: "clients#kept" },
      sk: { S: "web" },
      clientId: { S: "web" },
      userPool: { S: "eu-west-1_A" },
      firstSeen: { N: String(DAY_MS) },
    });
  });

  test("another process learns of a name, and a named client is asked for once", async () => {
    const [one, other, account] = [open(), open(), "two"];
    expect((await other.named(account, ["web"])).size).toBe(0);
    await one.name(account, { clientId: "web", firstSeenMs: 5 });
    expect((await other.named(account, ["web"])).size).toBe(1);
    const again = () => other.named(account, ["web"]);
    expect(await callsDuring(again)).toEqual([]);
  });

  test("however many ids are invented, a batch reads once", async () => {
    const store = open();
    const invented = Array.from({ length: 300 }, (_, i) => `invented${i}`);
    const ask = () => store.named("flooded", invented);
    expect(await callsDuring(ask)).toEqual(["QueryCommand"]);
  });

  test("a process that names a client writes once where no pool is told", async () => {
    const store = open();
    const name = () => store.name("writes", { clientId: "web", firstSeenMs: 5 });
    expect(await callsDuring(name)).toEqual(["UpdateItemCommand"]);
    expect(await callsDuring(() => store.named("writes", ["web"]))).toEqual([]);
  });
});
