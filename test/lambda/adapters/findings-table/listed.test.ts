import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { metered } from "../../../../bench/capacity";
import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoFindingStore } from "../../../../lambda/adapters/findings-table/findings";
import { dynamoIncidentStore } from "../../../../lambda/adapters/findings-table/stores";
import type { FindingHead } from "../../../../lambda/core/findings/finding";
import { foldTargets } from "../../../../lambda/core/incidents/fold-targets";
import { parseConfig } from "../../../../lambda/core/model/config";
import { MINUTE_MS } from "../../../../lambda/core/model/time";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { freshTables } from "../../../support/fresh-tables";
import { findingOf } from "../../../support/finding-store-contract";
import { CLIENT, MIDNIGHT } from "../../../support/observations";

const config = parseConfig({});

const headOf = (scope: string, i: number): FindingHead => {
  const atMs = MIDNIGHT + i * MINUTE_MS;
  const entity = { type: "ip" as const, value: `2001:db8:${i}::` };
  const times = { firstSeen: atMs, lastSeen: atMs, arrivedAtMs: atMs };
  const finding = findingOf({ scope, id: `F${i}`, entity, ...times });
  return { key: { ...finding }, version: 1, findings: [finding] };
};

onDynamoLocal("the list of heads that a fold reads", (local) => {
  const fresh = freshTables(() => local.client);

  test("loses what has expired, and nothing else", async () => {
    const { findings: table } = await fresh();
    const scope = "expired/live";
    const store = dynamoFindingStore(local.client, table);
    for (let i = 0; i < 3; i++) await store.write(headOf(scope, i), []);
    await store.enlist(scope, CLIENT);
    const pk = { S: dynamoKey(scope, CLIENT) };
    const sk = { S: dynamoKey("f", "test-burst", "ip=2001:db8:1::") };
    await local.client.send(new DeleteItemCommand({ TableName: table, Key: { pk, sk } }));
    const later = dynamoFindingStore(local.client, table);
    await later.enlist(scope, CLIENT);
    expect(await later.ofTarget(scope, CLIENT)).toHaveLength(2);
    await later.write(headOf(scope, 1), []);
    expect(await later.ofTarget(scope, CLIENT)).toHaveLength(3);
  });

  test("is made of heads that an earlier version has stored, before and after the first fold", async () => {
    const { findings: table } = await fresh();
    const scope = "earlier/live";
    const store = dynamoFindingStore(local.client, table);
    const head = headOf(scope, 1);
    const Item = {
      pk: { S: dynamoKey(scope, CLIENT) },
      sk: { S: dynamoKey("f", "test-burst", "ip=2001:db8:1::") },
      kind: { S: "head" },
      version: { N: "1" },
      body: { S: JSON.stringify(head) },
    };
    await local.client.send(new PutItemCommand({ TableName: table, Item }));
    expect(await store.ofTarget(scope, CLIENT)).toMatchObject([{ version: 1 }]);
    const incidents = dynamoIncidentStore(local.client, table);
    const steps = await foldTargets(scope, [CLIENT], MIDNIGHT, {
      findings: store,
      incidents,
      config,
    });
    expect(steps).toMatchObject([{ reasons: ["opened"] }]);
    expect(await store.ofTarget(scope, CLIENT)).toMatchObject([{ version: 1 }]);
  });

  /** Units that folds consume, one after each of so many findings on one target. */
  async function unitsFor(count: number): Promise<number> {
    const { findings: table } = await fresh();
    const client = local.client;
    const findings = dynamoFindingStore(client, table);
    const incidents = dynamoIncidentStore(client, table);
    const before = { ...capacity };
    for (let i = 0; i < count; i++) {
      await findings.write(headOf("units/live", i), []);
      const nowMs = MIDNIGHT + i * MINUTE_MS;
      await foldTargets("units/live", [CLIENT], nowMs, { findings, incidents, config });
    }
    const head = await incidents.read("units/live", CLIENT);
    expect(head?.incidents).toMatchObject([{ count: 10 * count, paid: 9 * count }]);
    return capacity.readUnits + capacity.writeUnits - before.readUnits - before.writeUnits;
  }
  let capacity: ReturnType<typeof metered>;

  test("costs four times the units where findings are four times as many", async () => {
    capacity = metered(local.client);
    const few = await unitsFor(100);
    const many = await unitsFor(400);
    expect(many / few).toBeLessThan(5);
  }, 300_000);
});
