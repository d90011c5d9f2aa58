import { memoryCanaryStore } from "../../../../lambda/adapters/memory/outcomes";
import { canaryStoreContract } from "../../../support/canary-store-contract";

canaryStoreContract("memory", memoryCanaryStore);

test("there is no state before the first run", async () => {
  expect(await memoryCanaryStore().read()).toEqual({});
});
