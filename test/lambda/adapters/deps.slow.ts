import fc from "fast-check";
import { dynamoDeps } from "../../../lambda/adapters/deps";
import { parseConfig } from "../../../lambda/core/model/config";
import {
  burstProperty,
  exactBurstProperty,
  lateBurstProperty,
} from "../../support/burst-properties";
import { onDynamoLocal } from "../../support/dynamo-local";
import { freshTables } from "../../support/fresh-tables";
import { unmutated } from "../../support/mutants";
import {
  newCoverage,
  promptFloodProperty,
  promptUnconfirmedProperty,
  unconfirmedCrewProperty,
  unconfirmedProperty,
} from "../../support/unconfirmed-properties";
import {
  crewProperty,
  exactCrewProperty,
  newCourse,
  shifts,
  type EngineStores,
} from "../../support/workers";
import { least, runs } from "../../support/runs";

const seed = 20_261_122;

onDynamoLocal("the engine on DynamoDB", (local) => {
  const fresh = freshTables(() => local.client);
  /** All but what is learned: the reference has no first week. */
  const newStores = async (): Promise<EngineStores> => {
    const deps = dynamoDeps(local.client, await fresh(), parseConfig({}));
    const { windows, minutes, baselines, known, findings } = deps;
    return { windows, minutes, baselines, known, findings };
  };

  test("any order, batches, duplicates and late arrivals give the reference's findings", async () => {
    const course = newCourse();
    await fc.assert(burstProperty(course, newStores), { numRuns: runs(15), seed });
    expect(course.overflowed).toBeGreaterThan(least(3));
    expect(course.cuts).toBeGreaterThan(least(10));
    expect(course.merged).toBeGreaterThan(least(2));
  });

  test("counts are exact without a mark where every observation is known to come once", async () => {
    const course = newCourse();
    await fc.assert(exactBurstProperty(course, newStores), { numRuns: runs(12), seed });
    expect(course.overflowed).toBeGreaterThan(least(3));
    expect(course.cuts).toBeGreaterThan(least(5));
  });

  test("what arrives after the sweep has closed its finding reopens it or is part of it", async () => {
    const course = newCourse();
    await fc.assert(lateBurstProperty(course, newStores), { numRuns: runs(8), seed });
    expect(course.overflowed).toBeGreaterThan(least(2));
    expect(course.cuts).toBeGreaterThan(least(5));
  });

  test("workers that interleave at every store call and die at any give the reference's findings", async () => {
    const course = newCourse();
    const property = crewProperty(unmutated, course, shifts, newStores);
    await fc.assert(property, { numRuns: runs(15), seed });
    expect(course.deaths).toBeGreaterThan(least(10));
    expect(course.conflicts).toBeGreaterThan(least(5));
    expect(course.cuts).toBeGreaterThan(least(10));
  });

  test("workers that interleave at every store call count exactly what is delivered once", async () => {
    const course = newCourse();
    await fc.assert(exactCrewProperty(course, newStores), { numRuns: runs(10), seed });
    expect(course.conflicts).toBeGreaterThan(least(5));
    expect(course.cuts).toBeGreaterThan(least(5));
  });

  test("whatever the order, the batches and the clock, no unconfirmed burst is missed", async () => {
    const course = newCourse();
    const coverage = newCoverage();
    await fc.assert(unconfirmedProperty(course, coverage, newStores), { numRuns: runs(12), seed });
    expect(course.looks).toBeGreaterThan(least(5));
    expect(coverage.expected).toBeGreaterThan(least(2));
  });

  test("several workers, interleaved and dying anywhere, miss no unconfirmed burst", async () => {
    const course = newCourse();
    const coverage = newCoverage();
    await fc.assert(unconfirmedCrewProperty(course, coverage, newStores), {
      numRuns: runs(6),
      seed,
    });
    expect(course.deaths).toBeGreaterThan(least(3));
    expect(coverage.expected).toBeGreaterThan(least(0));
  });

  test("minute by minute and without overflow, the findings are exactly the reference's", async () => {
    const course = newCourse();
    const coverage = newCoverage();
    await fc.assert(promptUnconfirmedProperty(course, coverage, newStores), {
      numRuns: runs(15),
      seed,
    });
    expect(course.looks).toBeGreaterThan(least(5));
    expect(coverage.expected).toBeGreaterThan(least(8));
  });

  test("minute by minute, a flood that overflows is inside what is found", async () => {
    const course = newCourse();
    const coverage = newCoverage();
    await fc.assert(promptFloodProperty(course, coverage, newStores), { numRuns: runs(14), seed });
    expect(course.overflowed).toBeGreaterThan(least(3));
    expect(coverage.expected).toBeGreaterThan(least(0));
  });
});
