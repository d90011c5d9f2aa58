import { detect, type Deps } from "../../../../lambda/core/engine";
import type { Finding } from "../../../../lambda/core/findings/finding";
import { tallySpan } from "../../../../lambda/core/counting/tally";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import type { Measure } from "../../../../lambda/core/model/measure";
import {
  burst,
  confirmationsAt,
  MIDNIGHT,
  requestsAt,
  ruleOf,
  unconfirmedBurst,
} from "../../../support/observations";
import { findingOf } from "../../../support/finding-store-contract";
import { newDeps } from "../../../support/workers";

const W = 5 * MINUTE_MS;

async function depsWith(
  measure: Measure,
  ...batches: Parameters<typeof detect>[0][]
): Promise<Deps> {
  const deps = newDeps([ruleOf(measure)]);
  for (const batch of batches) await detect(batch, MIDNIGHT, deps);
  return deps;
}

const spanning = (measure: Measure, fromMs: number, toMs: number): Finding =>
  findingOf({ measure, firstSeen: MIDNIGHT + fromMs, lastSeen: MIDNIGHT + toMs });

const at = (...offsets: readonly number[]): readonly number[] => offsets.map((ms) => MIDNIGHT + ms);

test("every hit from the first to the last is counted, and no other", async () => {
  const measure = burst(100, W);
  const deps = await depsWith(measure, requestsAt(at(0, 1000, 2000, W, 2 * W, 2 * W + 1, 3 * W)));
  const tally = await tallySpan(deps, spanning(measure, 1000, 2 * W), false);
  expect(tally).toMatchObject({ count: 4, paid: 4, confirmed: 0, countIsUpperBound: false });
});

test("the peak is the largest of the chunks it lies in", async () => {
  const measure = burst(100, W);
  const deps = await depsWith(measure, requestsAt(at(0, W, W + 1, W + 2, 2 * W, 2 * W + 1)));
  const peakOf = async (fromMs: number, toMs: number): Promise<number> =>
    (await tallySpan(deps, spanning(measure, fromMs, toMs), false)).peak;
  expect(await peakOf(0, 2 * W)).toBe(3);
  expect(await peakOf(2 * W, 2 * W)).toBe(2);
  expect(await peakOf(0, W - 1)).toBe(1);
});

test("only what was surely sent is paid", async () => {
  const measure = burst(100, W);
  const deps = await depsWith(
    measure,
    requestsAt(at(0, 1)),
    requestsAt(at(2), { outcome: "throttled" }),
    requestsAt(at(3), { delivery: "possible" }),
  );
  const tally = await tallySpan(deps, spanning(measure, 0, 3), false);
  expect(tally).toMatchObject({ count: 4, paid: 2 });
});

test("confirmations count for three minutes after the last hit, across chunks", async () => {
  const measure = unconfirmedBurst(100, MINUTE_MS, 0.2);
  const last = 30_000;
  const deps = await depsWith(
    measure,
    requestsAt(at(0, last)),
    confirmationsAt(at(-1, 0, last + 3 * MINUTE_MS, last + 3 * MINUTE_MS + 1)),
  );
  expect(await tallySpan(deps, spanning(measure, 0, last), false)).toMatchObject({
    count: 2,
    confirmed: 2,
    countIsUpperBound: false,
  });
});

test("what overflowed is counted, and marked unless it is known to come once", async () => {
  const measure = burst(3, W);
  const flood = requestsAt(Array.from({ length: 200 }, (_, i) => MIDNIGHT + i * 1000));
  const deps = await depsWith(measure, flood);
  const finding = spanning(measure, 0, 199_000);
  const once = await tallySpan(deps, finding, true);
  expect(once).toMatchObject({ count: 200, paid: 200, peak: 200, countIsUpperBound: false });
  const maybe = await tallySpan(deps, finding, false);
  expect(maybe).toMatchObject({ count: 200, countIsUpperBound: true });
});

test("a redelivery into the overflow overcounts and is marked", async () => {
  const measure = burst(3, W);
  const flood = requestsAt(Array.from({ length: 200 }, (_, i) => MIDNIGHT + i * 1000));
  const deps = await depsWith(measure, flood, flood);
  const tally = await tallySpan(deps, spanning(measure, 0, 199_000), false);
  expect(tally.count).toBe(394);
  expect(tally.countIsUpperBound).toBe(true);
});

test("a finding that ends within overflow knows its count as a bound only", async () => {
  const measure = unconfirmedBurst(3, W, 0.2);
  const flood = requestsAt(Array.from({ length: 1400 }, (_, i) => MIDNIGHT + i * 200));
  const deps = await depsWith(measure, flood);
  const tally = await tallySpan(deps, spanning(measure, 0, 140_000), true);
  expect(tally.count).toBeGreaterThan(701);
  expect(tally.count).toBeLessThan(825);
  expect(tally.countIsUpperBound).toBe(true);
});

test("a finding whose windows are gone counts nothing", async () => {
  const deps = await depsWith(burst(3, W));
  const tally = await tallySpan(deps, spanning(burst(3, W), 0, 1), false);
  expect(tally).toMatchObject({ count: 0, peak: 0, paid: 0, confirmed: 0 });
});
