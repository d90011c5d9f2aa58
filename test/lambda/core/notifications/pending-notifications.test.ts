import { memoryIncidentStore } from "../../../../lambda/adapters/memory-incident-store";
import { memoryNotificationLog } from "../../../../lambda/adapters/memory-notification-log";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import { pendingNotifications } from "../../../../lambda/core/notifications/pending-notifications";
import { findingOf, incidentFrom, NIGHT, SCOPE, TARGET } from "../../../support/incidents";

const incident = (id: string, revision: number): Incident =>
  incidentFrom(findingOf(), { id, revision });

const lookAt = (incidentId: string) => ({ scope: SCOPE, target: TARGET, incidentId });

async function given(...incidents: readonly Incident[]) {
  const deps = { incidents: memoryIncidentStore(), notificationLog: memoryNotificationLog() };
  const head = { scope: SCOPE, target: TARGET, version: 1, incidents };
  await deps.incidents.write(head, []);
  const tell = (incidentId: string, revision: number) =>
    deps.notificationLog.confirm(lookAt(incidentId), {
      incidentId,
      revision,
      level: 0,
      status: "open",
      atMs: NIGHT,
    });
  return { deps, head, tell };
}

describe("incidents whose present revision nobody was told", () => {
  test("are named, the others of their target are not", async () => {
    const { deps, head, tell } = await given(incident("A", 2), incident("B", 1), incident("C", 3));
    await tell("B", 1);
    await tell("C", 2);
    expect(await pendingNotifications(deps)).toEqual([lookAt("A"), lookAt("C")]);
    expect(await deps.incidents.unsettled()).toEqual([head]);
  });

  test("are asked for again until they are told; then the target is settled", async () => {
    const { deps, tell } = await given(incident("A", 1));
    expect(await pendingNotifications(deps)).toHaveLength(1);
    expect(await pendingNotifications(deps)).toHaveLength(1);
    await tell("A", 1);
    expect(await pendingNotifications(deps)).toEqual([]);
    expect(await deps.incidents.unsettled()).toEqual([]);
  });

  test("are found again when a settled target changes", async () => {
    const { deps, head, tell } = await given(incident("A", 1));
    await tell("A", 1);
    await pendingNotifications(deps);
    await deps.incidents.write({ ...head, version: 2, incidents: [incident("A", 2)] }, []);
    expect(await pendingNotifications(deps)).toEqual([lookAt("A")]);
  });

  test("do not get lost when the target changes while they are being read", async () => {
    const { deps, head, tell } = await given(incident("A", 1));
    await tell("A", 1);
    const notificationLog = {
      ...deps.notificationLog,
      ofTarget: async (scope: string, target: string) => {
        await deps.incidents.write({ ...head, version: 2, incidents: [incident("A", 2)] }, []);
        return deps.notificationLog.ofTarget(scope, target);
      },
    };
    expect(await pendingNotifications({ ...deps, notificationLog })).toEqual([]);
    expect(await pendingNotifications(deps)).toEqual([lookAt("A")]);
  });

  test("of a linked set are named by the target on which each opened", async () => {
    const { deps, tell } = await given();
    const other = "topic:b";
    const onOther = { ...incident("B", 1), target: other };
    const linked = { scope: SCOPE, target: TARGET, version: 2, linked: [other] };
    const head = { ...linked, incidents: [incident("A", 1), onOther] };
    const part = { scope: SCOPE, target: other, version: 1, incidents: [], partOf: TARGET };
    await deps.incidents.writeLinked(head, [part], []);
    const requestOnOther = { scope: SCOPE, target: other, incidentId: "B" };
    expect(await pendingNotifications(deps)).toEqual([lookAt("A"), requestOnOther]);
    await tell("A", 1);
    expect(await pendingNotifications(deps)).toEqual([requestOnOther]);
    await deps.notificationLog.confirm(requestOnOther, {
      incidentId: "B",
      revision: 1,
      level: 0,
      status: "open",
      atMs: NIGHT,
    });
    expect(await pendingNotifications(deps)).toEqual([]);
    expect(await deps.incidents.unsettled()).toEqual([]);
  });
});
