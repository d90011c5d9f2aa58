import {
  memoryBaselineStore,
  memoryKnownStore,
  memoryMinuteStore,
  memoryWindowStore,
} from "../../lambda/adapters/memory/counting";
import { memoryAddressStore } from "../../lambda/adapters/memory/addresses";
import { memoryClientStore } from "../../lambda/adapters/memory/clients";
import { memoryFindingStore } from "../../lambda/adapters/memory/outcomes";
import { memoryDeps } from "../../lambda/adapters/deps";
import { parseConfig } from "../../lambda/core/model/config";
import { replay, type ReplayDeps } from "../../lambda/core/replay";
import { addressStoreContract } from "./address-store-contract";
import { messages, CLIENT_ATTACKS } from "./attacks";
import { business } from "./business";
import { MONDAY } from "./business/rhythm";
import { findingStoreContract, knownStoreContract } from "./finding-store-contract";
import { clientStoreContract } from "./client-store-contract";
import { cutAt } from "./judge-business";
import { baselineStoreContract, minuteStoreContract } from "./minute-store-contract";
import {
  addressesOver,
  baselinesOver,
  clientsOver,
  findingsOver,
  knownOver,
  minutesOver,
  windowsOver,
  depsOver,
} from "./overlay";
import { windowStoreContract } from "./window-store-contract";
import { windowsByDay } from "./windows-by-day";

windowStoreContract("an overlay", () => windowsOver(memoryWindowStore()));
windowStoreContract("a store that forgets", () => windowsByDay(4));
minuteStoreContract("an overlay", () => minutesOver(memoryMinuteStore()));
baselineStoreContract("an overlay", () => baselinesOver(memoryBaselineStore()));
clientStoreContract("an overlay", () => clientsOver(memoryClientStore()));
knownStoreContract("an overlay", () => knownOver(memoryKnownStore()));
addressStoreContract("an overlay", () => addressesOver(memoryAddressStore()));
findingStoreContract("an overlay", () => findingsOver(memoryFindingStore()));

const fresh = (): ReplayDeps => memoryDeps(parseConfig({}), { send: () => Promise.resolve() });

/* An hour of two attacks, with the border in the middle of both. */
const whole = [CLIENT_ATTACKS[0]!, CLIENT_ATTACKS[4]!]
  .flatMap((attack, i) =>
    messages(attack, "overlay", MONDAY, 3_600_000).map((message) => ({
      ...message,
      id: `${i}${message.id}`,
    })),
  )
  .sort((a, b) => a.atMs - b.atMs);
const { before, after } = cutAt(whole, MONDAY + 1_800_000);

test("what goes on over a past ends as if it had gone on from it", async () => {
  const expected = fresh();
  await replay(before, expected);
  const plain = await replay(after, expected);
  const past = fresh();
  await replay(before, past);
  expect(await replay(after, depsOver(past))).toEqual(plain);
  expect(plain.findings.length).toBeGreaterThan(2);
});

test("futures over one past do not meet", async () => {
  const past = fresh();
  await replay(before, past);
  const one = await replay(after, depsOver(past));
  const two = await replay(after, depsOver(past));
  expect(two).toEqual(one);
});

test("a business over several days goes on alike whether old windows are forgotten or not", async () => {
  const observations = business({ seed: "forget", peakPerHour: 10 });
  const forgetful = { ...fresh(), windows: windowsByDay(4) };
  expect(await replay(observations, forgetful)).toEqual(await replay(observations, fresh()));
});
