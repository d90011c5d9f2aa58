import fc from "fast-check";
import { dynamoWorld } from "../../../lambda/adapters/dynamo-world";
import { parseConfig } from "../../../lambda/core/config";
import { DAY_MS } from "../../../lambda/core/time";
import { onDynamoLocal } from "../../support/dynamo-local";
import { burstCase, planArbitrary, rulesOf, trafficOf } from "../../support/observations";
import { expectBursts } from "../../support/reference";
import { batchesOf, closeAll, LATER, newCourse, shifts, work } from "../../support/workers";

const RUNS = 30;

onDynamoLocal("the engine on DynamoDB", (local) => {
  test("workers beside each other that die at any call give the reference's findings", async () => {
    const course = newCourse();
    let run = 0;
    const property = fc.asyncProperty(
      burstCase,
      planArbitrary,
      shifts,
      async (given, plan, { workers, lives }) => {
        const own = `run${run++}`;
        const rules = rulesOf(given);
        const traffic = trafficOf(given).map((each) => ({
          ...each,
          clientId: `${own}-${each.clientId ?? ""}`,
        }));
        const stores = dynamoWorld(local.client, local.tables, parseConfig({}));
        const world = { ...stores, rules };
        const crew = {
          workers,
          lives,
          clock: () => LATER,
          gate: <T>(call: () => Promise<T>): Promise<T> => call(),
          mutation: <T>(same: T): T => same,
        };
        await work(batchesOf(traffic, plan), crew, world, course);
        await closeAll(world, LATER + DAY_MS);
        await expectBursts(world, rules, traffic);
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed: 20_261_122 });
    expect(course.deaths).toBeGreaterThan(5);
  });
});
