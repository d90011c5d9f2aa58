import { memoryPoolInventoryStore } from "../../../lambda/adapters/memory/health";
import { MINUTE_MS } from "../../../lambda/core/model/time";
import type { PoolInventory } from "../../../lambda/core/model/pool-inventory";
import { inventoryReader } from "../../../lambda/detect/inventory";
import { keptTelemetry } from "../../support/telemetry";

const pool = (id: string): PoolInventory => ({
  [id]: { delivers: "both", smsMfa: false, clients: [] },
});

test("the table is asked once in 15 minutes", async () => {
  const store = memoryPoolInventoryStore();
  const read = inventoryReader(store, keptTelemetry().telemetry);
  await store.write(pool("a"), 1);
  expect(await read(0)).toEqual(pool("a"));
  await store.write(pool("b"), 2);
  expect(await read(15 * MINUTE_MS - 1)).toEqual(pool("a"));
  expect(await read(15 * MINUTE_MS)).toEqual(pool("b"));
});

test("where the table does not answer, what was last read stands", async () => {
  const { telemetry, logs } = keptTelemetry();
  let isDown = false;
  const read = inventoryReader(
    { read: () => (isDown ? Promise.reject(new Error("throttled")) : Promise.resolve(pool("a"))) },
    telemetry,
  );
  expect(await read(0)).toEqual(pool("a"));
  isDown = true;
  expect(await read(20 * MINUTE_MS)).toEqual(pool("a"));
  expect(JSON.stringify(logs)).toContain("throttled");
});
