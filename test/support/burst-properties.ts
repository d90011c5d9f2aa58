import fc from "fast-check";
import { detect } from "../../lambda/core/engine";
import { sweep } from "../../lambda/core/findings/sweep";
import { DAY_MS, HOUR_MS } from "../../lambda/core/model/time";
import { burstCase, planArbitrary, rulesOf, trafficOf } from "./observations";
import { expectBursts } from "./reference";
import {
  batchesOf,
  closeAll,
  LATER,
  memoryStores,
  newDeps,
  type Course,
  type NewStores,
} from "./workers";

/** Any order, batches, duplicates and late arrivals give the reference's findings. */
export const burstProperty = (course: Course, newStores: NewStores = memoryStores) =>
  fc.asyncProperty(burstCase, planArbitrary, async (given, plan) => {
    const rules = rulesOf(given);
    const traffic = trafficOf(given);
    const deps = newDeps(rules, course, undefined, false, await newStores());
    for (const [i, batch] of batchesOf(traffic, plan).entries()) {
      await detect(batch, LATER + i, deps);
    }
    await closeAll(deps, LATER + DAY_MS);
    await expectBursts(deps, rules, traffic);
  });

/** Counts are exact without a mark where every observation is known to come once. */
export const exactBurstProperty = (course: Course, newStores: NewStores = memoryStores) =>
  fc.asyncProperty(burstCase, planArbitrary, async (given, plan) => {
    const rules = rulesOf(given);
    const traffic = trafficOf(given);
    const deps = newDeps(rules, course, undefined, true, await newStores());
    for (const [i, batch] of batchesOf(traffic, { ...plan, duplicates: 0 }).entries()) {
      await detect(batch, LATER + i, deps);
    }
    await closeAll(deps, LATER + DAY_MS);
    await expectBursts(deps, rules, traffic);
  });

/** What arrives after the sweep has closed its finding reopens it or is part of it. */
export const lateBurstProperty = (course: Course, newStores: NewStores = memoryStores) =>
  fc.asyncProperty(burstCase, planArbitrary, async (given, plan) => {
    const rules = rulesOf(given);
    const traffic = trafficOf(given);
    const deps = newDeps(rules, course, undefined, false, await newStores());
    let nowMs = LATER;
    for (const batch of batchesOf(traffic, plan)) {
      await detect(batch, nowMs, deps);
      await sweep((nowMs += HOUR_MS), deps);
    }
    await expectBursts(deps, rules, traffic, "late");
  });
