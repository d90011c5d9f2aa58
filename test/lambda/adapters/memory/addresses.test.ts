import { memoryAddressStore } from "../../../../lambda/adapters/memory/addresses";
import { addressStoreContract, newAddressKey } from "../../../support/address-store-contract";

addressStoreContract("the memory of a process", memoryAddressStore);

test("a store goes on from another one without changing it", async () => {
  const below = memoryAddressStore();
  const [known, other] = [newAddressKey(), newAddressKey()];
  await below.see(known, 100, { first: "one", lastDay: 100 });
  const above = memoryAddressStore(below.sightings);
  expect(await above.see(known, 105, { first: "two", lastDay: 105 })).toBe("one");
  await above.see(other, 105, { first: "three", lastDay: 105 });
  expect([...below.sightings.values()]).toEqual([{ first: "one", lastDay: 100 }]);
});
