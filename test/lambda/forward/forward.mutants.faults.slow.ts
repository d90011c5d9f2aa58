import { faultsIn, runForwarder, type Mutation } from "../../support/elastic-faults-run";
import {
  forgetsRejects,
  namesEachAttempt,
  readsNoItems,
  rejectsDuplicates,
  rejectsWhenBusy,
  trustsOutages,
  trustsTheFailureStore,
} from "../../support/elastic-mutants";

jest.setTimeout(60_000);

const faultsOf = async (mutation?: Mutation): Promise<readonly string[]> =>
  faultsIn(
    await runForwarder({
      seed: "mutants",
      steps: 800,
      workers: 1,
      hasOutage: false,
      ...(mutation !== undefined && { mutation }),
    }),
  );

test("a forwarder as it is loses and doubles nothing", async () => {
  expect(await faultsOf()).toEqual([]);
});

test("a forwarder that takes what lies in the failure store for stored is caught", async () => {
  expect(await faultsOf(trustsTheFailureStore)).toEqual(["lost"]);
});

test("a forwarder that acknowledges before a reject is kept is caught", async () => {
  expect(await faultsOf(forgetsRejects)).toEqual(["lost"]);
});

test("a forwarder that rejects what finds no room is caught", async () => {
  expect(await faultsOf(rejectsWhenBusy)).toContain("rejected for nothing");
});

test("a forwarder that rejects duplicates is caught", async () => {
  expect(await faultsOf(rejectsDuplicates)).toContain("stored and rejected");
});

test("a forwarder that reads the status of the whole answer alone is caught", async () => {
  expect(await faultsOf(readsNoItems)).toContain("lost");
});

test("a forwarder that takes an outage for success is caught", async () => {
  expect(await faultsOf(trustsOutages)).toContain("lost");
});

test("a forwarder that names a document anew at each attempt is caught", async () => {
  expect(await faultsOf(namesEachAttempt)).toContain("stored twice");
});
