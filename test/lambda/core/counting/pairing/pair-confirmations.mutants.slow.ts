import fc from "fast-check";
import {
  believesOldAnswers,
  countsEarlyOnce,
  forgetsAnswers,
  keepsNothingEarly,
  type PairingMutation,
  pairingProperty,
  writesOver,
} from "../../../../support/pairing-crew";
import { runs } from "../../../../support/runs";
import { newCourse } from "../../../../support/workers";

async function isCaught(mutation: PairingMutation): Promise<boolean> {
  const property = pairingProperty(mutation, newCourse());
  return (await fc.check(property, { numRuns: runs(1_000), endOnFailure: true })).failed;
}

test.each([
  ["writes over what others have written", writesOver],
  ["believes an old answer though its write was refused", believesOldAnswers],
  ["forgets which confirmation has answered a request", forgetsAnswers],
  ["keeps no confirmation that comes before its request", keepsNothingEarly],
  ["counts what came before its request once, and may die before it did", countsEarlyOnce],
])("pairing that %s is caught", async (_, mutation) => {
  expect(await isCaught(mutation)).toBe(true);
});
