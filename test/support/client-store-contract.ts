import type { ClientStore } from "../../lambda/core/counting/clients/client-store";

let accounts = 0;
/** One that no other test uses. */
const newAccount = (): string => `account-${++accounts}`;

const HOSTILE = [
  "a#b",
  "a b",
  "",
  "~a",
  "é".repeat(60),
  `${"x".repeat(200)}1`,
  `${"x".repeat(200)}2`,
];

/** What every store of named app clients must do. */
export function clientStoreContract(name: string, create: () => ClientStore): void {
  describe(`${name} as a store of app clients`, () => {
    test("knows those that were named, and no other", async () => {
      const [store, account] = [create(), newAccount()];
      expect(await store.named(account, ["web", "app"])).toEqual(new Map());
      const web = { clientId: "web", userPoolId: "eu-west-1_A", firstSeenMs: 5000 };
      await store.name(account, web);
      expect(await store.named(account, ["web", "app"])).toEqual(new Map([["web", web]]));
      expect(await store.named(account, ["app"])).toEqual(new Map());
      expect(await store.named(newAccount(), ["web"])).toEqual(new Map());
    });

    test("keeps the earliest time and the first pool, in whatever order they come", async () => {
      const records = [
        { clientId: "web", firstSeenMs: 5000 },
        { clientId: "web", userPoolId: "eu-west-1_A", firstSeenMs: 7000 },
        { clientId: "web", firstSeenMs: 3000 },
      ];
      for (const order of [records, [...records].reverse()]) {
        const [store, account] = [create(), newAccount()];
        for (const record of order) await store.name(account, record);
        const kept = { clientId: "web", userPoolId: "eu-west-1_A", firstSeenMs: 3000 };
        expect((await store.named(account, ["web"])).get("web")).toEqual(kept);
        expect(await store.clientsOf(account)).toEqual([kept]);
      }
    });

    test("a second pool does not replace the first", async () => {
      const [store, account] = [create(), newAccount()];
      for (const userPoolId of ["eu-west-1_A", "eu-west-1_B"]) {
        await store.name(account, { clientId: "web", userPoolId, firstSeenMs: 1 });
      }
      const [client] = await store.clientsOf(account);
      expect(client?.userPoolId).toBe("eu-west-1_A");
    });

    test("lists an account's clients by their ids, and keeps any text apart", async () => {
      const [store, account] = [create(), newAccount()];
      const ids = ["b", "a", ...HOSTILE];
      for (const clientId of ids) await store.name(account, { clientId, firstSeenMs: 1 });
      const listed = (await store.clientsOf(account)).map(({ clientId }) => clientId);
      expect(listed).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
      expect([...(await store.named(account, HOSTILE)).keys()].sort()).toEqual([...HOSTILE].sort());
    });
  });
}
