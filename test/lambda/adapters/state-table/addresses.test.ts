import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoAddressStore } from "../../../../lambda/adapters/state-table/addresses";
import { addressStoreContract, newAddressKey } from "../../../support/address-store-contract";
import { onDynamoLocal } from "../../../support/dynamo-local";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoAddressStore(local.client, local.tables.state);
  addressStoreContract("the state table", open);

  /** How many calls a task makes. */
  async function callsOf(task: () => Promise<unknown>): Promise<number> {
    let calls = 0;
    local.client.middlewareStack.add(
      (next) => (args) => {
        calls++;
        return next(args);
      },
      { step: "initialize", name: "calls" },
    );
    try {
      await task();
    } finally {
      local.client.middlewareStack.remove("calls");
    }
    return calls;
  }

  test("an address lives sixteen days from its last, whatever comes late", async () => {
    const key = newAddressKey({ principal: "role", address: "192.0.2.7" });
    await open().see(key, 100, { first: "one", lastDay: 100 });
    await open().see(key, 110, { first: "two", lastDay: 110 });
    await open().see(key, 105, { first: "three", lastDay: 105 });
    const item = await local.item("state", dynamoKey("a", key.scope, "role", "192.0.2.7"), "-");
    expect(item).toMatchObject({
      first: { S: "one" },
      lastDay: { N: "110" },
      expires: { N: String(126 * 86_400) },
    });
  });

  test("an item that TTL has not deleted yet makes no address known", async () => {
    const key = newAddressKey();
    await open().see(key, 100, { first: "one", lastDay: 100 });
    expect(await open().see(key, 120, { first: "two", lastDay: 120 })).toBe("two");
  });

  test("a new address costs one write, a known one none until the next day", async () => {
    const store = open();
    const key = newAddressKey();
    const see = (first: string, day: number) => () => store.see(key, day, { first, lastDay: day });
    expect(await callsOf(see("one", 100))).toBe(1);
    expect(await callsOf(see("two", 100))).toBe(0);
    expect(await callsOf(see("three", 101))).toBe(1);
    expect(await callsOf(see("four", 101))).toBe(0);
    expect(await callsOf(see("late", 99))).toBe(0);
  });

  test("another process is told of the first at once", async () => {
    const key = newAddressKey();
    await open().see(key, 100, { first: "one", lastDay: 100 });
    const other = open();
    expect(await other.see(key, 100, { first: "two", lastDay: 100 })).toBe("one");
    expect(await callsOf(() => other.see(key, 100, { first: "three", lastDay: 100 }))).toBe(0);
  });

  test("a refusal that is no conflict is thrown, and nothing is remembered", async () => {
    const store = dynamoAddressStore(local.client, "no-such-table");
    const key = newAddressKey();
    const see = () => store.see(key, 100, { first: "one", lastDay: 100 });
    await expect(see()).rejects.toThrow(/non-existent table/);
    await expect(see()).rejects.toThrow(/non-existent table/);
  });
});
