import type { HealthState, HealthStore } from "../../lambda/core/health/news";
import type { PoolInventory, PoolInventoryStore } from "../../lambda/core/model/pool-inventory";

const stateAt = (atMs: number): HealthState => ({
  atMs,
  checks: { stack: { status: "fail", sinceMs: 1, told: "fail", toldMs: 2 } },
});

/** What every store of the daily checks must do. */
export function healthStoreContract(name: string, create: () => HealthStore): void {
  describe(`${name} as a store of the daily checks`, () => {
    test("what was kept comes back; a late run replaces nothing; each Region has its own", async () => {
      const store = create();
      expect(await store.read("1", "eu-west-1")).toBeUndefined();
      await store.write("1", "eu-west-1", stateAt(5000));
      await store.write("1", "eu-west-1", stateAt(4000));
      expect(await store.read("1", "eu-west-1")).toEqual(stateAt(5000));
      await store.write("1", "eu-west-1", stateAt(6000));
      expect((await store.read("1", "eu-west-1"))?.atMs).toBe(6000);
      expect(await store.read("1", "us-east-1")).toBeUndefined();
      expect(await store.read("2", "eu-west-1")).toBeUndefined();
    });
  });
}

const poolNamed = (id: string): PoolInventory => ({
  [id]: { delivers: "both", smsMfa: false, clients: ["a", "b"] },
});

/** What every store of the user pools must do. */
export function poolInventoryContract(name: string, create: () => PoolInventoryStore): void {
  test(`${name} keeps the user pools as last read, and a late run replaces nothing`, async () => {
    const store = create();
    expect(await store.read()).toEqual({});
    await store.write(poolNamed("eu-west-1_A"), 5000);
    await store.write(poolNamed("eu-west-1_B"), 4000);
    expect(await store.read()).toEqual(poolNamed("eu-west-1_A"));
    await store.write({}, 6000);
    expect(await store.read()).toEqual({});
  });
}
