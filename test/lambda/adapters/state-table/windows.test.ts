import { dynamoWindowStore } from "../../../../lambda/adapters/state-table/windows";
import { dynamoKey, sortable } from "../../../../lambda/adapters/dynamo";
import { NO_OVERFLOW } from "../../../../lambda/core/counting/windows/window";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { windowStoreContract } from "../../../support/window-store-contract";

const DAY_S = 86_400;

onDynamoLocal("DynamoDB", (local) => {
  windowStoreContract("the state table", () => dynamoWindowStore(local.client, local.tables.state));

  const entity = { type: "ip", value: "192.0.2.1" } as const;
  const key = { scope: "ttl/live", target: "client:app", spanMs: 300_000, entity };
  const itemOf = (index: number) =>
    local.item(
      "state",
      dynamoKey("w", "ttl/live", "client:app", 300_000, "ip=192.0.2.1"),
      sortable(index),
    );

  test("a chunk may go thirty days after its end by event time", async () => {
    const store = dynamoWindowStore(local.client, local.tables.state);
    await store.add(key, { index: 6_000_000, series: {}, texts: ["x"] });
    const item = await itemOf(6_000_000);
    expect(Number(item?.expires?.N)).toBe(6_000_001 * 300 + 30 * DAY_S);
  });

  test("an addition of nothing leaves an empty chunk", async () => {
    const store = dynamoWindowStore(local.client, local.tables.state);
    await store.add(key, { index: 9, series: {}, texts: [] });
    expect(await store.read(key, 9, 9)).toEqual([{ index: 9, series: {}, texts: [] }]);
  });

  test("a user agent with hashes, emoji and a kilobyte of text is a key of its own", async () => {
    const store = dynamoWindowStore(local.client, local.tables.state);
    const agents = ["a#b", "a", "b", "🤖 bot", "🤖", "x".repeat(1024), `${"x".repeat(1023)}y`];
    const series = { tokens: [], overflow: NO_OVERFLOW, paidOverflow: 0 };
    const keyOf = (value: string) => ({ ...key, entity: { type: "user-agent", value } as const });
    for (const [i, value] of agents.entries()) {
      await store.add(keyOf(value), {
        index: 3,
        series: { r: { ...series, paidOverflow: i + 1 } },
        texts: [],
      });
    }
    for (const [i, value] of agents.entries()) {
      const [chunk] = await store.read(keyOf(value), 3, 3);
      expect(chunk?.series.r?.paidOverflow).toBe(i + 1);
    }
  });
});
