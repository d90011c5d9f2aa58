import fc from "fast-check";
import { detect, lookAgain, type World } from "../../../lambda/core/engine";
import type { LookAgain } from "../../../lambda/core/windows/look";
import type { Observation } from "../../../lambda/core/observation";
import { DAY_MS, MINUTE_MS } from "../../../lambda/core/time";
import {
  MIDNIGHT,
  planArbitrary,
  ruleOfUnconfirmed,
  unconfirmedCase,
  unconfirmedTraffic,
} from "../../support/observations";
import { expectCovered, expectExactly, type Coverage } from "../../support/reference";
import {
  batchesOf,
  closeAll,
  lookUntilDone,
  newCourse,
  newWorld,
  shifts,
  work,
} from "../../support/workers";

jest.setTimeout(120_000);

const AFTER_ALL = MIDNIGHT + 9 * DAY_MS;

const newCoverage = (): Coverage => ({ expected: 0, excluded: 0 });

/** The clock of a batch that comes at once: when its last event happened. */
const promptly = (batch: readonly Observation[]): number =>
  Math.max(...batch.map(({ atMs }) => atMs));

test("whatever the order, the batches and the clock, no unconfirmed burst is missed", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(
    fc.asyncProperty(
      unconfirmedCase(true),
      planArbitrary,
      fc.boolean(),
      async (given, plan, isPrompt) => {
        const rule = ruleOfUnconfirmed(given);
        const traffic = unconfirmedTraffic(given);
        const world = newWorld([rule], course);
        const pending: LookAgain[] = [];
        for (const batch of batchesOf(traffic, { ...plan, batchMax: plan.batchMax * 5 })) {
          const nowMs = isPrompt ? promptly(batch) : AFTER_ALL;
          pending.push(...(await detect(batch, nowMs, world)).lookAgain);
        }
        course.looks += pending.length;
        await lookUntilDone(pending, AFTER_ALL, world);
        await closeAll(world, AFTER_ALL + DAY_MS * 3);
        await expectCovered(world, rule, traffic, coverage);
      },
    ),
    { numRuns: 160 },
  );
  expect(course.overflowed).toBeGreaterThan(10);
  expect(course.cuts).toBeGreaterThan(25);
  expect(course.looks).toBeGreaterThan(200);
  expect(coverage.expected).toBeGreaterThan(60);
  expect(coverage.excluded).toBeLessThan(coverage.expected);
});

test("several workers, interleaved and dying anywhere, miss no unconfirmed burst", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(
    fc.asyncProperty(
      unconfirmedCase(true),
      planArbitrary,
      shifts,
      fc.scheduler(),
      async (given, plan, { workers, lives }, scheduler) => {
        const rule = ruleOfUnconfirmed(given);
        const traffic = unconfirmedTraffic(given);
        const world = newWorld([rule], course);
        const crew = {
          workers,
          lives,
          clock: promptly,
          gate: <T>(call: () => Promise<T>) => scheduler.schedule(Promise.resolve()).then(call),
          mutation: (same: World) => same,
        };
        const batches = batchesOf(traffic, { ...plan, batchMax: plan.batchMax * 10 });
        const pending = await scheduler.waitFor(work(batches, crew, world, course));
        await scheduler.waitIdle();
        await lookUntilDone(pending, AFTER_ALL, world);
        await closeAll(world, AFTER_ALL + DAY_MS * 3);
        await expectCovered(world, rule, traffic, coverage);
      },
    ),
    { numRuns: 100 },
  );
  expect(course.deaths).toBeGreaterThan(40);
  expect(coverage.expected).toBeGreaterThan(30);
});

/** One batch for each minute of event time, at whose end the clock stands; see `replay`. */
async function minuteByMinute(traffic: readonly Observation[], world: World): Promise<number> {
  const minuteOf = (atMs: number): number => Math.floor(atMs / MINUTE_MS);
  const batches = new Map<number, Observation[]>();
  for (const observation of traffic) {
    const minute = minuteOf(observation.atMs);
    batches.set(minute, [...(batches.get(minute) ?? []), observation]);
  }
  const minutes = new Set(batches.keys());
  let pending: LookAgain[] = [];
  let looks = 0;
  for (;;) {
    for (const { dueAtMs } of pending) minutes.add(minuteOf(dueAtMs));
    if (minutes.size === 0) return looks;
    const next = Math.min(...minutes);
    minutes.delete(next);
    const nowMs = (next + 1) * MINUTE_MS - 1;
    const due = pending.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    pending = pending.filter(({ dueAtMs }) => dueAtMs > nowMs);
    pending.push(...(await detect(batches.get(next) ?? [], nowMs, world)).lookAgain);
    for (const look of due) pending.push(...(await lookAgain(look, nowMs, world)).lookAgain);
    looks += due.length;
  }
}

test("minute by minute and without overflow, the findings are exactly the reference's", async () => {
  const coverage = newCoverage();
  let looks = 0;
  await fc.assert(
    fc.asyncProperty(unconfirmedCase(false), async (given) => {
      const rule = ruleOfUnconfirmed(given);
      const traffic = unconfirmedTraffic(given);
      const world = newWorld([rule]);
      looks += await minuteByMinute(traffic, world);
      await closeAll(world, AFTER_ALL + DAY_MS * 3);
      await expectExactly(world, rule, traffic, coverage);
    }),
    { numRuns: 400 },
  );
  expect(looks).toBeGreaterThan(60);
  expect(coverage.expected).toBeGreaterThan(80);
});

test("minute by minute, a flood that overflows is inside what is found", async () => {
  const course = newCourse();
  const coverage = newCoverage();
  await fc.assert(
    fc.asyncProperty(unconfirmedCase(true), async (given) => {
      const rule = ruleOfUnconfirmed(given);
      const traffic = unconfirmedTraffic(given);
      const world = newWorld([rule], course);
      await minuteByMinute(traffic, world);
      await closeAll(world, AFTER_ALL + DAY_MS * 3);
      await expectCovered(world, rule, traffic, coverage);
      expect(coverage.excluded).toBe(0);
    }),
    { numRuns: 70 },
  );
  expect(course.overflowed).toBeGreaterThan(10);
});
