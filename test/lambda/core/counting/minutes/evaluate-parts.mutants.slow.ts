import fc from "fast-check";
import {
  busiestFirst,
  countsThemLate,
  forgetsGoodDays,
  oneShareForAll,
  overlooksOne,
} from "../../../../support/parts-mutants";
import {
  newPartsCoverage,
  partsProperty,
  type PartsMutation,
} from "../../../../support/parts-properties";
import { runs } from "../../../../support/runs";

jest.setTimeout(120_000);

const isCaught = async (mutation: PartsMutation): Promise<boolean> =>
  (
    await fc.check(partsProperty(newPartsCoverage(), mutation), {
      numRuns: runs(1000),
      endOnFailure: true,
    })
  ).failed;

test.each([
  ["looks at the busiest clients first", busiestFirst],
  ["judges all clients by one share", oneShareForAll],
  ["lets bad days lower what is usual", forgetsGoodDays],
  ["overlooks one of the clients", overlooksOne],
  ["counts confirmations a minute late", countsThemLate],
])("an engine that %s is caught", async (_, mutation) => {
  expect(await isCaught(mutation)).toBe(true);
});
