import {
  memoryMinuteStore,
  memoryWindowStore,
} from "../../../../../lambda/adapters/memory/counting";
import type { Finding } from "../../../../../lambda/core/findings/finding";
import { tallyMinutes } from "../../../../../lambda/core/counting/minutes/tally-minutes";
import type { Measure } from "../../../../../lambda/core/model/measure";
import { HOUR_MS, MINUTE_MS } from "../../../../../lambda/core/model/time";
import { findingOf } from "../../../../support/incidents";
import { hourOf } from "../../../../support/minute-store-contract";

const HOUR = 494_000;
const START = HOUR * HOUR_MS;

const excess: Measure = {
  kind: "unconfirmed-excess",
  threshold: 30,
  windowMs: 5 * MINUTE_MS,
  spansMs: [5 * MINUTE_MS],
  share: 0.7,
  times: 3,
};
const volume: Measure = { kind: "volume", threshold: 30, windowMs: 5 * MINUTE_MS, times: 3 };

/** A finding from the second minute of an hour to the end of its sixth. */
const found = (known: Partial<Finding> = {}): Finding =>
  findingOf({
    ruleId: "cognito-client-unconverted",
    entity: { type: "app-client", value: "app" },
    measure: excess,
    firstSeen: START + MINUTE_MS,
    lastSeen: START + 6 * MINUTE_MS - 1,
    usual: { confirmedShare: 0.5 },
    ...known,
  });

async function tallied(finding: Finding, isExact = true) {
  const minutes = memoryMinuteStore();
  await minutes.add(
    finding,
    hourOf(HOUR, {
      requests: { 0: 1000, 1: 40, 5: 60, 6: 1000 },
      confirmed: { 0: 1000, 2: 5, 8: 5, 9: 1000 },
      paid: { 0: 1000, 1: 20, 5: 30, 6: 1000 },
    }),
  );
  return tallyMinutes({ minutes, windows: memoryWindowStore() }, finding, isExact);
}

test("requests count from first to last minute, confirmations for three minutes more", async () => {
  expect(await tallied(found())).toMatchObject({ count: 100, confirmed: 10, peak: 0 });
});

test("what usual confirmations explain is taken off, and of the paid ones the same share", async () => {
  expect(await tallied(found())).toMatchObject({ unexplained: 80, paid: 40 });
  expect(await tallied(found({ usual: { confirmedShare: 0.8 } }))).toMatchObject({
    unexplained: 88,
    paid: 44,
  });
});

test("more confirmations than are usual leave nothing unexplained", async () => {
  const tally = await tallied(found({ usual: { confirmedShare: 0.05 } }));
  expect(tally).toMatchObject({ unexplained: 0, paid: 0 });
});

test("a volume is all unexplained, and waits for no confirmations", async () => {
  const tally = await tallied(found({ measure: volume, usual: { peak: 7 } }));
  expect(tally).toMatchObject({ count: 100, confirmed: 5, paid: 50 });
  expect(tally.unexplained).toBeUndefined();
});

test("counts are bounds wherever a record may have come twice", async () => {
  expect((await tallied(found())).countIsUpperBound).toBe(false);
  expect((await tallied(found(), false)).countIsUpperBound).toBe(true);
});

test("minutes that are gone count as nothing", async () => {
  const stores = { minutes: memoryMinuteStore(), windows: memoryWindowStore() };
  expect(await tallyMinutes(stores, found(), true)).toMatchObject({
    count: 0,
    confirmed: 0,
    paid: 0,
    unexplained: 0,
    evidence: { calls: [] },
  });
});
