import fc from "fast-check";
import { detect, type Deps } from "../../lambda/core/engine";
import type { Observation } from "../../lambda/core/model/observation";
import { DAY_MS } from "../../lambda/core/model/time";
import type { DeferredEvaluation } from "../../lambda/core/counting/deferred-evaluation";
import { MIDNIGHT, planArbitrary, unconfirmed } from "./observations";
import { expectCovered, expectExactly, expectNoneFalse, type Coverage } from "./reference";
import {
  attended,
  batchesOf,
  closeAll,
  gateOf,
  lookUntilDone,
  memoryStores,
  minuteByMinute,
  newDeps,
  shifts,
  work,
  type Course,
  type NewStores,
} from "./workers";

const AFTER_ALL = MIDNIGHT + 9 * DAY_MS;

export const newCoverage = (): Coverage => ({ expected: 0, inDoubt: 0, excluded: 0 });

/** The clock of a batch that comes at once: when its last event happened. */
const promptly = (batch: readonly Observation[]): number =>
  Math.max(...batch.map(({ atMs }) => atMs));

/** Whatever the order, the batches and the clock, no unconfirmed burst is missed. */
export const unconfirmedProperty = (
  course: Course,
  coverage: Coverage,
  newStores: NewStores = memoryStores,
) =>
  fc.asyncProperty(
    unconfirmed(true),
    planArbitrary,
    fc.boolean(),
    async ({ rule, traffic }, plan, isPrompt) => {
      const deps = newDeps([rule], course, undefined, false, await newStores());
      const pending: DeferredEvaluation[] = [];
      for (const batch of batchesOf(traffic, { ...plan, batchMax: plan.batchMax * 5 })) {
        const nowMs = isPrompt ? promptly(batch) : AFTER_ALL;
        pending.push(...(await detect(batch, nowMs, deps)).deferred);
      }
      course.looks += pending.length;
      await lookUntilDone(pending, AFTER_ALL, deps);
      await closeAll(deps, AFTER_ALL + DAY_MS * 3);
      await expectCovered(deps, rule, traffic, coverage);
    },
  );

/** Several workers, interleaved and dying anywhere, miss no unconfirmed burst. */
export const unconfirmedCrewProperty = (
  course: Course,
  coverage: Coverage,
  newStores: NewStores = memoryStores,
) =>
  fc.asyncProperty(
    unconfirmed(true),
    planArbitrary,
    shifts,
    fc.scheduler(),
    async ({ rule, traffic }, plan, { workers, lives }, scheduler) => {
      const deps = newDeps([rule], course, undefined, false, await newStores());
      const { gate, idle } = attended(gateOf(scheduler));
      const mutation = (same: Deps): Deps => same;
      const crew = { workers, lives, clock: promptly, gate, mutation };
      const batches = batchesOf(traffic, { ...plan, batchMax: plan.batchMax * 10 });
      const pending = await scheduler.waitFor(work(batches, crew, deps, course));
      await scheduler.waitFor(idle());
      await lookUntilDone(pending, AFTER_ALL, deps);
      await closeAll(deps, AFTER_ALL + DAY_MS * 3);
      await expectCovered(deps, rule, traffic, coverage);
    },
  );

/** Minute by minute and without overflow, the findings are exactly the reference's. */
export const promptUnconfirmedProperty = (
  course: Course,
  coverage: Coverage,
  newStores: NewStores = memoryStores,
) =>
  fc.asyncProperty(unconfirmed(false), async ({ rule, traffic }) => {
    const deps = newDeps([rule], course, undefined, false, await newStores());
    course.looks += await minuteByMinute(traffic, deps);
    await closeAll(deps, AFTER_ALL + DAY_MS * 3);
    await expectExactly(deps, rule, traffic, coverage);
  });

/** Minute by minute, a flood that overflows is inside what is found, and nothing false is found. */
export const promptFloodProperty = (
  course: Course,
  coverage: Coverage,
  newStores: NewStores = memoryStores,
) =>
  fc.asyncProperty(unconfirmed(true), async ({ rule, traffic }) => {
    const deps = newDeps([rule], course, undefined, false, await newStores());
    await minuteByMinute(traffic, deps);
    await closeAll(deps, AFTER_ALL + DAY_MS * 3);
    await expectCovered(deps, rule, traffic, coverage);
    await expectNoneFalse(deps, rule, traffic);
    expect(coverage.excluded).toBe(0);
  });
