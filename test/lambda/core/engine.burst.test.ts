import fc from "fast-check";
import { burstCase, planArbitrary, rulesOf, trafficOf } from "../../support/observations";
import { expectBursts } from "../../support/reference";
import { batchesOf, closeAll, LATER, newCourse, newWorld } from "../../support/workers";
import { detect } from "../../../lambda/core/engine";
import { sweep } from "../../../lambda/core/findings/sweep";
import { DAY_MS, HOUR_MS } from "../../../lambda/core/time";

jest.setTimeout(120_000);

test("any order, batches, duplicates and late arrivals give the reference's findings", async () => {
  const course = newCourse();
  await fc.assert(
    fc.asyncProperty(burstCase, planArbitrary, async (given, plan) => {
      const rules = rulesOf(given);
      const traffic = trafficOf(given);
      const world = newWorld(rules, course);
      for (const [i, batch] of batchesOf(traffic, plan).entries()) {
        await detect(batch, LATER + i, world);
      }
      await closeAll(world, LATER + DAY_MS);
      await expectBursts(world, rules, traffic);
    }),
    { numRuns: 600 },
  );
  expect(course.overflowed).toBeGreaterThan(100);
  expect(course.cuts).toBeGreaterThan(100);
  expect(course.merged).toBeGreaterThan(30);
});

test("counts are exact without a mark where every observation is known to come once", async () => {
  const course = newCourse();
  await fc.assert(
    fc.asyncProperty(burstCase, planArbitrary, async (given, plan) => {
      const rules = rulesOf(given);
      const traffic = trafficOf(given);
      const world = newWorld(rules, course, undefined, true);
      for (const [i, batch] of batchesOf(traffic, { ...plan, duplicates: 0 }).entries()) {
        await detect(batch, LATER + i, world);
      }
      await closeAll(world, LATER + DAY_MS);
      await expectBursts(world, rules, traffic);
    }),
    { numRuns: 250 },
  );
  expect(course.overflowed).toBeGreaterThan(40);
});

test("what arrives after the sweep has closed its finding reopens it or is part of it", async () => {
  await fc.assert(
    fc.asyncProperty(burstCase, planArbitrary, async (given, plan) => {
      const rules = rulesOf(given);
      const traffic = trafficOf(given);
      const world = newWorld(rules);
      let nowMs = LATER;
      for (const batch of batchesOf(traffic, plan)) {
        await detect(batch, nowMs, world);
        await sweep((nowMs += HOUR_MS), world);
      }
      await expectBursts(world, rules, traffic, "late");
    }),
    { numRuns: 350 },
  );
});
