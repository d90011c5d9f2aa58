import fc from "fast-check";
import { dynamoFindingStore } from "../../../../lambda/adapters/findings-table/findings";
import { dynamoIncidentStore } from "../../../../lambda/adapters/findings-table/stores";
import { dynamoOutbox } from "../../../../lambda/adapters/findings-table/outbox";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { incidentStoreContract } from "../../../support/finding-store-contract";
import { foldProperty, newFoldCourse, relaysProperty } from "../../../support/fold-properties";
import {
  growing,
  linkedRelaysProperty,
  newLinkedCourse,
} from "../../../support/linked-fold-properties";
import { freshTables } from "../../../support/fresh-tables";
import { findingOf, incidentFrom, TARGET } from "../../../support/incidents";
import { least, runs } from "../../../support/runs";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoIncidentStore(local.client, local.tables.findings);
  incidentStoreContract("the findings table", open);

  const headOf = (scope: string, version: number) => ({
    scope,
    target: TARGET,
    version,
    incidents: [incidentFrom(findingOf({ scope }))],
  });
  const isUnsettled = async (scope: string): Promise<boolean> =>
    (await open().unsettled()).some((head) => head.scope === scope);

  test("every write unsettles a head until that very version is settled", async () => {
    const first = headOf("settle-1/live", 1);
    await open().write(first, []);
    expect(await open().unsettled()).toContainEqual(first);
    await open().settle(first);
    expect(await isUnsettled("settle-1/live")).toBe(false);
    await open().write(headOf("settle-1/live", 2), []);
    await open().settle(first);
    expect(await isUnsettled("settle-1/live")).toBe(true);
  });

  test("a step goes with its head into the outbox", async () => {
    const head = headOf("settle-2/live", 1);
    const [incident] = head.incidents;
    const step = { reasons: ["opened"] as const, atMs: 5, incident: incident! };
    await open().write(head, [step]);
    const outbox = dynamoOutbox(local.client, local.tables.findings);
    const [key] = (await outbox.waiting()).filter(({ pk }) => pk.startsWith("settle-2/live"));
    expect(await outbox.read(key!)).toEqual({ type: "incident", ...step });
  });

  const fresh = freshTables(() => local.client);
  const newStores = async () => {
    const { findings } = await fresh();
    return {
      findings: dynamoFindingStore(local.client, findings),
      incidents: dynamoIncidentStore(local.client, findings),
    };
  };

  test("any order, repetition and growth of findings gives the reference's incidents", async () => {
    const met = newFoldCourse();
    await fc.assert(foldProperty(met, newStores), { numRuns: runs(40), seed: 1 });
    expect(met.merged).toBeGreaterThan(least(0));
    expect(met.several).toBeGreaterThan(least(5));
    expect(met.recorded).toBeGreaterThan(least(5));
  });

  test("several relays at once give the same, however their calls interleave", async () => {
    const met = newFoldCourse();
    await fc.assert(relaysProperty(met, newStores), { numRuns: runs(25), seed: 20_261_122 });
    expect(met.conflicts).toBeGreaterThan(least(20));
  });

  test("links that appear while several relays fold bring incidents together", async () => {
    const met = newLinkedCourse();
    const property = linkedRelaysProperty(growing, met, undefined, newStores);
    await fc.assert(property, { numRuns: runs(25), seed: 20_261_127 });
    expect(met.acrossTargets).toBeGreaterThan(least(2));
    expect(met.conflicts).toBeGreaterThan(least(5));
  });
});
