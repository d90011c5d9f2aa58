import fc from "fast-check";
import type { FindingHead } from "../../../../lambda/core/findings/finding";
import {
  growing,
  linkedProperty,
  newLinkedCourse,
  overtakenProperty,
  pair,
  type FoldMutation,
} from "../../../support/linked-fold-properties";
import { runs } from "../../../support/runs";

async function isCaught(property: fc.IAsyncProperty<unknown>): Promise<boolean> {
  const { failed } = await fc.check(property, { numRuns: runs(1000), endOnFailure: true });
  return failed;
}

const met = newLinkedCourse();

test("a fold that reads the findings of the first target only is caught", async () => {
  const firstOnly: FoldMutation = ({ findings, incidents }) => {
    let hasRead = false;
    return {
      findings: {
        ...findings,
        ofTarget: (scope, target) => {
          if (hasRead) return Promise.resolve([]);
          hasRead = true;
          return findings.ofTarget(scope, target);
        },
      },
      incidents: {
        ...incidents,
        read: (scope, target) => {
          hasRead = false;
          return incidents.read(scope, target);
        },
      },
    };
  };
  expect(await isCaught(linkedProperty(pair, met, firstOnly))).toBe(true);
});

/** Has the findings of all targets read before the first head of every attempt. */
const findingsFirst =
  (targets: readonly string[]): FoldMutation =>
  ({ findings, incidents }) => {
    let early: ReadonlyMap<string, readonly FindingHead[]> | undefined;
    const forget = <T>(result: T): T => {
      early = undefined;
      return result;
    };
    return {
      findings: {
        ...findings,
        ofTarget: (_, target) => Promise.resolve(early?.get(target) ?? []),
      },
      incidents: {
        ...incidents,
        read: async (scope, target) => {
          early ??= new Map(
            await Promise.all(
              targets.map(async (each) => [each, await findings.ofTarget(scope, each)] as const),
            ),
          );
          return incidents.read(scope, target);
        },
        write: async (head, steps) => forget(await incidents.write(head, steps)),
        writeLinked: async (head, parts, steps) =>
          forget(await incidents.writeLinked(head, parts, steps)),
      },
    };
  };

test("a fold that reads findings before heads is caught", async () => {
  expect(await isCaught(overtakenProperty(pair, met, findingsFirst(["client:m", "topic:a"])))).toBe(
    true,
  );
});

test("a fold that leaves the heads of the other targets as they are is caught", async () => {
  const primaryOnly: FoldMutation = ({ findings, incidents }) => ({
    findings,
    incidents: {
      ...incidents,
      writeLinked: (head, _, steps) => incidents.write(head, steps),
    },
  });
  expect(await isCaught(linkedProperty(growing, met, primaryOnly))).toBe(true);
});

test("a fold that does not follow a head to the set it is part of is caught", async () => {
  const withoutMemory: FoldMutation = ({ findings, incidents }) => ({
    findings,
    incidents: {
      ...incidents,
      read: async (scope, target) => {
        const head = await incidents.read(scope, target);
        return head && { ...head, linked: undefined, partOf: undefined };
      },
    },
  });
  expect(await isCaught(linkedProperty(growing, met, withoutMemory))).toBe(true);
});
