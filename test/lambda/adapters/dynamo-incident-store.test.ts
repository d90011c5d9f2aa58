import { dynamoIncidentStore } from "../../../lambda/adapters/dynamo-incident-store";
import { dynamoOutbox } from "../../../lambda/adapters/dynamo-outbox";
import { onDynamoLocal } from "../../support/dynamo-local";
import { incidentStoreContract } from "../../support/finding-store-contract";
import { findingOf, incidentFrom, TARGET } from "../../support/incidents";

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
});
