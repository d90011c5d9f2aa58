import fc from "fast-check";
import { dynamoPairing } from "../../../../lambda/adapters/state-table/pairing";
import { pseudonymsBy } from "../../../../lambda/core/model/hash";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { freshTables } from "../../../support/fresh-tables";
import { pairingProperty, sound } from "../../../support/pairing-crew";
import { least, runs } from "../../../support/runs";
import { newCourse } from "../../../support/workers";

onDynamoLocal("pairing on DynamoDB", (local) => {
  const fresh = freshTables(() => local.client);

  test("workers that interleave at every store call and die at any count what the reference counts", async () => {
    const course = newCourse();
    const newStores = async () =>
      dynamoPairing(local.client, (await fresh()).state, pseudonymsBy("a key of this test"));
    await fc.assert(pairingProperty(sound, course, newStores), { numRuns: runs(40) });
    expect(course.deaths).toBeGreaterThan(least(10));
    expect(course.looks).toBeGreaterThan(least(20));
  });
});
