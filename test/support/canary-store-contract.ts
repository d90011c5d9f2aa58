import type { CanaryStore } from "../../lambda/core/model/canary";

const AT = Date.UTC(2026, 10, 17, 4, 51);

/** What every store of the canary's state must do. */
export function canaryStoreContract(name: string, create: () => CanaryStore): void {
  describe(`${name} as a store of the canary's state`, () => {
    let store: CanaryStore;
    beforeEach(() => {
      store = create();
    });

    test("keeps what is written, and forgets what is left out", async () => {
      await store.write({ sinceMs: AT, calledAtMs: AT + 1, unseenSinceMs: AT + 1 });
      expect(await store.read()).toMatchObject({
        sinceMs: AT,
        calledAtMs: AT + 1,
        unseenSinceMs: AT + 1,
      });
      await store.write({ sinceMs: AT + 2 });
      const { sinceMs, calledAtMs, unseenSinceMs } = await store.read();
      expect([sinceMs, calledAtMs, unseenSinceMs]).toEqual([AT + 2, undefined, undefined]);
    });

    test("keeps the latest call that came back, whatever comes after or is written beside", async () => {
      const later = AT + 10 ** 9;
      await store.seen(later);
      await store.seen(later - 5);
      await store.write({ sinceMs: AT, calledAtMs: AT });
      await store.seen(later);
      expect(await store.read()).toMatchObject({ sinceMs: AT, seenAtMs: later });
    });
  });
}
