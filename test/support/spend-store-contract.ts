import {
  spendFigures,
  type SpendStore,
  type SpendFigures,
} from "../../lambda/core/spend/spend-figures";
import { NO_POINTS } from "../../lambda/core/spend/series";
import { spendSettings } from "../../lambda/core/spend/spend-settings";

const AT = Date.UTC(2026, 10, 17, 4, 51);
const SETTINGS = spendSettings({ monthlyBudgetUsd: 100 });

const series = (...values: readonly number[]) => ({
  timesMs: values.map((_, i) => AT - (values.length - i) * 5 * 60_000),
  values,
});

/** Figures, some known and some absent, of a moment. */
export const figuresAt = (atMs: number): SpendFigures =>
  spendFigures({ spend: series(1, 2, 7.5), direct: NO_POINTS }, atMs, SETTINGS);

/** What every store of figures must do. */
export function spendStoreContract(name: string, create: () => SpendStore): void {
  describe(`${name} as a store of figures`, () => {
    let store: SpendStore;
    let account: string;
    let made = 0;
    beforeEach(() => {
      store = create();
      account = `account-${++made}`;
    });

    test("there are none before the first run", async () => {
      expect(await store.read(account, "us-east-1")).toBeUndefined();
    });

    test("figures come back as they were, the absent ones with their reasons", async () => {
      const figures = figuresAt(AT);
      expect(figures.thisMonth).toHaveProperty("value", 7.5);
      expect(figures.limit).toHaveProperty("absent");
      await store.write(account, "us-east-1", figures);
      expect(await store.read(account, "us-east-1")).toEqual(figures);
    });

    test("the latest replace those before, a late run does not", async () => {
      await store.write(account, "us-east-1", figuresAt(AT));
      await store.write(account, "us-east-1", figuresAt(AT + 300_000));
      await store.write(account, "us-east-1", figuresAt(AT + 100_000));
      expect((await store.read(account, "us-east-1"))?.atMs).toBe(AT + 300_000);
    });

    test("a run that comes twice stores the same twice", async () => {
      await store.write(account, "us-east-1", figuresAt(AT));
      await store.write(account, "us-east-1", figuresAt(AT));
      expect((await store.read(account, "us-east-1"))?.atMs).toBe(AT);
    });

    test("each account and each Region has its own", async () => {
      await store.write(account, "us-east-1", figuresAt(AT));
      await store.write(account, "eu-west-1", figuresAt(AT + 1));
      expect((await store.read(account, "us-east-1"))?.atMs).toBe(AT);
      expect((await store.read(account, "eu-west-1"))?.atMs).toBe(AT + 1);
      expect(await store.read(`${account}-other`, "us-east-1")).toBeUndefined();
    });
  });
}
