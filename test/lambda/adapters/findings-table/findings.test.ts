import { dynamoFindingStore } from "../../../../lambda/adapters/findings-table/findings";
import { dynamoKey, sortable } from "../../../../lambda/adapters/dynamo";
import { dynamoOutbox } from "../../../../lambda/adapters/findings-table/outbox";
import type { FindingStep } from "../../../../lambda/core/findings/finding";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { findingOf, findingStoreContract } from "../../../support/finding-store-contract";
import { CLIENT, MIDNIGHT } from "../../../support/observations";

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoFindingStore(local.client, local.tables.findings);
  const outbox = () => dynamoOutbox(local.client, local.tables.findings);
  findingStoreContract("the findings table", open);

  const opened = (scope: string): FindingStep => {
    const finding = findingOf({ scope });
    return { kind: "opened", sequence: 1, atMs: MIDNIGHT, finding };
  };
  const headOf = (step: FindingStep, version = 1) => {
    const { finding } = step;
    const { scope, target, ruleId, entity } = finding;
    return { key: { scope, target, ruleId, entity }, version, findings: [finding] };
  };
  const stepKey = (scope: string) => ({
    pk: dynamoKey(scope, CLIENT),
    sk: dynamoKey("s", "0123456789ABCDEFGHJK", sortable(1)),
  });

  test("a step waits in the outbox until it is done, and is read as it was written", async () => {
    const step = opened("step-1/live");
    await open().write(headOf(step), [step]);
    const key = stepKey("step-1/live");
    expect(await outbox().waiting()).toContainEqual(key);
    expect(await outbox().read(key)).toEqual({ type: "finding", ...step });
    await outbox().done(key);
    await outbox().done(key);
    expect(await outbox().waiting()).not.toContainEqual(key);
    expect(await outbox().read(key)).toEqual({ type: "finding", ...step });
  });

  test("a step that is gone is as good as done, and is not made again", async () => {
    const key = { pk: "gone/live#client:app", sk: "s#GONE#000000000000001" };
    await outbox().done(key);
    expect(await local.item("findings", key.pk, key.sk)).toBeUndefined();
  });

  test("a refused head leaves no step behind", async () => {
    const step = opened("step-2/live");
    expect(await open().write(headOf(step, 2), [step])).toBe(false);
    expect(await outbox().read(stepKey("step-2/live"))).toBeUndefined();
  });

  test("a step is written once, and its head not without it", async () => {
    const step = opened("step-3/live");
    await open().write(headOf(step), [step]);
    expect(await open().write(headOf(step, 2), [step])).toBe(false);
    expect(await open().read(step.finding)).toMatchObject({ version: 1 });
  });

  test("a head may go thirty days after its last arrival; a step never goes", async () => {
    const step = opened("step-4/live");
    await open().write(headOf(step), [step]);
    const { pk, sk } = stepKey("step-4/live");
    const head = await local.item("findings", pk, dynamoKey("f", "test-burst", "ip=192.0.2.1"));
    const expires = Math.ceil((step.finding.arrivedAtMs + 30 * DAY_MS) / 1000);
    expect(head?.expires?.N).toBe(String(expires));
    const stored = await local.item("findings", pk, sk);
    expect(stored?.kind?.S).toBe("step");
    expect(stored?.expires).toBeUndefined();
  });
});
