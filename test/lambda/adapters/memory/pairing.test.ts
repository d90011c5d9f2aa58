import {
  memoryConfirmingSubjects,
  memoryDoorStore,
  memorySubjectStore,
} from "../../../../lambda/adapters/memory/pairing";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { MIDNIGHT } from "../../../support/observations";
import {
  confirmingSubjectsContract,
  doorStoreContract,
  subjectStoreContract,
  WHOLE,
} from "../../../support/pairing-store-contract";

doorStoreContract("the memory of a process", memoryDoorStore);
subjectStoreContract("the memory of a process", memorySubjectStore);
confirmingSubjectsContract("the memory of a process", memoryConfirmingSubjects);

test("who has not been heard of for two days is forgotten", async () => {
  const store = memorySubjectStore();
  const write = (subject: string, atMs: number) =>
    store.write({ scope: "live", subject }, { version: 1, state: WHOLE }, atMs + 2 * DAY_MS);
  const isKnown = async (subject: string) =>
    (await store.read({ scope: "live", subject }, true)) !== undefined;
  await write("ann", MIDNIGHT);
  await write("bob", MIDNIGHT + DAY_MS);
  await write("eve", MIDNIGHT + 2 * DAY_MS);
  expect(await isKnown("ann")).toBe(true);
  await write("joe", MIDNIGHT + 2 * DAY_MS + 1);
  expect(await isKnown("ann")).toBe(false);
  expect(await isKnown("bob")).toBe(true);
});
