import fc from "fast-check";
import { dynamoKey } from "../../../../lambda/adapters/dynamo";
import { dynamoNotifyDeps } from "../../../../lambda/adapters/deps";
import { dynamoNotificationLog } from "../../../../lambda/adapters/state-table/notifications";
import { PAGERDUTY } from "../../../../lambda/core/notifications/pagerduty/sink";
import { EMAIL } from "../../../../lambda/core/notifications/sink";
import { DAY_MS, MINUTE_MS } from "../../../../lambda/core/model/time";
import { onDynamoLocal } from "../../../support/dynamo-local";
import { notificationLogContract } from "../../../support/finding-store-contract";
import { freshTables } from "../../../support/fresh-tables";
import { newPaceCourse, paceProperty } from "../../../support/notify-properties";
import { MIDNIGHT } from "../../../support/observations";
import { least, runs } from "../../../support/runs";

const CLAIM_MS = 2 * MINUTE_MS;
const notified = (revision: number, atMs: number) => ({
  incidentId: "I",
  revision,
  level: 0,
  status: "open" as const,
  atMs,
});

onDynamoLocal("DynamoDB", (local) => {
  const open = () => dynamoNotificationLog(local.client, local.tables.state);
  notificationLogContract("the state table", open, CLAIM_MS);

  test("what was told is kept for sixty days", async () => {
    const look = { scope: "told-1/live", target: "client:app", incidentId: "I" };
    await open().claim(look, 1, MIDNIGHT);
    await open().confirm(look, notified(1, MIDNIGHT));
    const item = await local.item("state", dynamoKey("told", "told-1/live", "client:app"), "I");
    expect(Number(item?.expires?.N)).toBe((MIDNIGHT + 60 * DAY_MS) / 1000);
  });

  test("who confirms after its claim ran out does not end the claim of another one", async () => {
    const look = { scope: "told-2/live", target: "client:app", incidentId: "I" };
    await open().claim(look, 1, MIDNIGHT);
    expect(await open().claim(look, 2, MIDNIGHT + CLAIM_MS)).toBe(true);
    await open().confirm(look, notified(1, MIDNIGHT));
    expect(await open().claim(look, 2, MIDNIGHT + CLAIM_MS + 1)).toBe(false);
  });

  test("sinks share a target and know nothing of each other", async () => {
    const look = { scope: "told-4/live", target: "client:app", incidentId: "I" };
    const pager = dynamoNotificationLog(local.client, local.tables.state, PAGERDUTY);
    await pager.claim(look, 1, MIDNIGHT);
    expect(await open().claim(look, 1, MIDNIGHT)).toBe(true);
    await open().confirm(look, notified(1, MIDNIGHT));
    expect(await pager.ofTarget("told-4/live", "client:app")).toEqual([]);
    await pager.confirm(look, notified(3, MIDNIGHT));
    expect(await open().ofTarget("told-4/live", "client:app")).toEqual([notified(1, MIDNIGHT)]);
  });

  test("that nothing was sent is kept until something was", async () => {
    const look = { scope: "told-5/live", target: "client:app", incidentId: "I" };
    const unsent = { ...notified(1, MIDNIGHT), sentNothing: true as const };
    await open().confirm(look, { ...unsent, isRefused: true });
    expect(await open().ofTarget("told-5/live", "client:app")).toEqual([
      { ...unsent, isRefused: true },
    ]);
    await open().confirm(look, { ...unsent, revision: 2 });
    expect(await open().ofTarget("told-5/live", "client:app")).toEqual([
      { ...unsent, revision: 2 },
    ]);
    await open().confirm(look, notified(3, MIDNIGHT));
    expect(await open().ofTarget("told-5/live", "client:app")).toEqual([notified(3, MIDNIGHT)]);
  });

  test("a claim alone tells nobody anything", async () => {
    const look = { scope: "told-3/live", target: "client:app", incidentId: "I" };
    await open().claim(look, 1, MIDNIGHT);
    expect(await open().ofTarget("told-3/live", "client:app")).toEqual([]);
  });

  const fresh = freshTables(() => local.client);
  const newStores = async () => {
    const tables = await fresh();
    return {
      email: dynamoNotifyDeps(local.client, tables, EMAIL),
      pager: dynamoNotifyDeps(local.client, tables, PAGERDUTY),
    };
  };

  test("no revision is told twice, the last one always is, and nobody is flooded", async () => {
    const met = newPaceCourse();
    await fc.assert(paceProperty(met, newStores), { numRuns: runs(10), seed: 20_261_122 });
    for (const times of [met.busy, met.waits, met.failed, met.crowd])
      expect(times).toBeGreaterThan(least(0));
  });
});
