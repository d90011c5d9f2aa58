import type { AddressKey, AddressStore } from "../../lambda/core/counting/new-addresses";

let made = 0;

/** A key that no other test has used, as stores may outlive a test. */
export const newAddressKey = (known: Partial<AddressKey> = {}): AddressKey => ({
  scope: `addresses-${made++}`,
  principal: "arn:aws:iam::111122223333:role/order-updates",
  address: "203.0.113.10",
  ...known,
});

const DAY = 20_774;

/** What every store of principals' addresses must do, whatever it is made of. */
export function addressStoreContract(name: string, create: () => AddressStore): void {
  describe(`${name} as a store of addresses`, () => {
    let store: AddressStore;
    let key: AddressKey;
    beforeEach(() => {
      store = create();
      key = newAddressKey();
    });

    /** The event `first` is seen on a day, the group that it leads until another one. */
    const see = (first: string, day: number, lastDay = day, of = key): Promise<string> =>
      store.see(of, day, { first, lastDay });

    test("the first event is the first, and stays it however often it comes", async () => {
      expect(await see("one", DAY)).toBe("one");
      expect(await see("one", DAY)).toBe("one");
      expect(await see("two", DAY)).toBe("one");
      expect(await see("one", DAY)).toBe("one");
    });

    test("an earlier event that comes late does not take its place", async () => {
      await see("one", DAY);
      expect(await see("earlier", DAY - 3)).toBe("one");
      expect(await see("long before", DAY - 40)).toBe("one");
      expect(await see("one", DAY)).toBe("one");
    });

    test("after fourteen whole days without it the address is still known, after fifteen new", async () => {
      await see("one", DAY);
      expect(await see("two", DAY + 14)).toBe("one");
      expect(await see("three", DAY + 14 + 15)).toBe("three");
      expect(await see("two", DAY + 14)).toBe("three");
    });

    test("each day on which it is seen makes it known for longer, in any order", async () => {
      await see("one", DAY);
      await see("two", DAY + 10);
      await see("three", DAY + 5);
      expect(await see("four", DAY + 24)).toBe("one");
    });

    test("the days of one batch count up to its last", async () => {
      await see("one", DAY, DAY + 3);
      expect(await see("two", DAY + 17)).toBe("one");
    });

    test("keys that differ in one part only never meet", async () => {
      const keys: readonly AddressKey[] = [
        key,
        { ...key, scope: `${key.scope}/drill:d` },
        { ...key, principal: `${key.principal}x` },
        { ...key, address: "203.0.113.1" },
        { ...key, address: "2001:db8::/64" },
        { ...key, principal: "a#b ☎", address: "x".repeat(3000) },
        { ...key, principal: "a#b ☎", address: "x".repeat(3001) },
      ];
      for (const [i, each] of keys.entries()) await see(`event ${i}`, DAY, DAY, each);
      for (const [i, each] of keys.entries()) {
        expect(await see("late", DAY, DAY, each)).toBe(`event ${i}`);
      }
    });

    test("of many at once all are told the same one", async () => {
      const names = Array.from({ length: 20 }, (_, i) => `event ${i}`);
      const answers = await Promise.all(names.map((each) => see(each, DAY)));
      expect(new Set(answers).size).toBe(1);
      expect(names).toContain(answers[0]);
    });
  });
}
