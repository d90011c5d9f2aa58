import {
  memoryIncidentStore,
  memoryNotificationLog,
} from "../../../../lambda/adapters/memory/outcomes";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import { EMAIL } from "../../../../lambda/core/notifications/sink";
import { pendingNotifications } from "../../../../lambda/core/notifications/pending-notifications";
import { findingOf, incidentFrom, NIGHT, SCOPE, TARGET } from "../../../support/incidents";

const incident = (id: string, revision: number): Incident =>
  incidentFrom(findingOf(), { id, revision });

const requestFor = (incidentId: string) => ({ scope: SCOPE, target: TARGET, incidentId });

async function given(...incidents: readonly Incident[]) {
  const email = { id: EMAIL, notificationLog: memoryNotificationLog() };
  const pager = { id: "pager", notificationLog: memoryNotificationLog() };
  const deps = { incidents: memoryIncidentStore(), sinks: [email] };
  const head = { scope: SCOPE, target: TARGET, version: 1, incidents };
  await deps.incidents.write(head, []);
  const tell = (incidentId: string, revision: number, { notificationLog } = email) =>
    notificationLog.confirm(requestFor(incidentId), {
      incidentId,
      revision,
      level: 0,
      status: "open",
      atMs: NIGHT,
    });
  return { deps, head, tell, email, pager };
}

/** What e-mail has not been served, where there is no other sink. */
const pendingOf = async (deps: Parameters<typeof pendingNotifications>[0]) =>
  (await pendingNotifications(deps)).get(EMAIL);

describe("incidents whose present revision nobody was told", () => {
  test("are named, the others of their target are not", async () => {
    const { deps, head, tell } = await given(incident("A", 2), incident("B", 1), incident("C", 3));
    await tell("B", 1);
    await tell("C", 2);
    expect(await pendingOf(deps)).toEqual([requestFor("A"), requestFor("C")]);
    expect(await deps.incidents.unsettled()).toEqual([head]);
  });

  test("are asked for again until they are told; then the target is settled", async () => {
    const { deps, tell } = await given(incident("A", 1));
    expect(await pendingOf(deps)).toHaveLength(1);
    expect(await pendingOf(deps)).toHaveLength(1);
    await tell("A", 1);
    expect(await pendingOf(deps)).toEqual([]);
    expect(await deps.incidents.unsettled()).toEqual([]);
  });

  test("are found again when a settled target changes", async () => {
    const { deps, head, tell } = await given(incident("A", 1));
    await tell("A", 1);
    await pendingNotifications(deps);
    await deps.incidents.write({ ...head, version: 2, incidents: [incident("A", 2)] }, []);
    expect(await pendingOf(deps)).toEqual([requestFor("A")]);
  });

  test("do not get lost when the target changes while they are being read", async () => {
    const { deps, head, tell, email } = await given(incident("A", 1));
    await tell("A", 1);
    const notificationLog = {
      ...email.notificationLog,
      ofTarget: async (scope: string, target: string) => {
        await deps.incidents.write({ ...head, version: 2, incidents: [incident("A", 2)] }, []);
        return email.notificationLog.ofTarget(scope, target);
      },
    };
    const sinks = [{ ...email, notificationLog }];
    expect(await pendingOf({ ...deps, sinks })).toEqual([]);
    expect(await pendingOf(deps)).toEqual([requestFor("A")]);
  });

  test("are each sink's own, and a target is settled when all sinks have been served", async () => {
    const { deps, tell, email, pager } = await given(incident("A", 2), incident("B", 1));
    const both = { ...deps, sinks: [email, pager] };
    await tell("A", 2);
    await tell("B", 1);
    await tell("B", 1, pager);
    const none: readonly string[] = [];
    expect([...(await pendingNotifications(both))]).toEqual([
      [EMAIL, none],
      ["pager", [requestFor("A")]],
    ]);
    expect(await deps.incidents.unsettled()).toHaveLength(1);
    await tell("A", 2, pager);
    await pendingNotifications(both);
    expect(await deps.incidents.unsettled()).toEqual([]);
  });

  test("that a sink's service has refused are not asked for again by themselves", async () => {
    const { deps, email } = await given(incident("A", 1));
    await email.notificationLog.confirm(requestFor("A"), {
      incidentId: "A",
      revision: 1,
      level: 0,
      status: "closed",
      atMs: NIGHT,
      isRefused: true,
    });
    expect(await pendingOf(deps)).toEqual([]);
  });

  test("of a linked set are named by the target on which each opened", async () => {
    const { deps, tell, email } = await given();
    const other = "topic:b";
    const onOther = { ...incident("B", 1), target: other };
    const linked = { scope: SCOPE, target: TARGET, version: 2, linked: [other] };
    const head = { ...linked, incidents: [incident("A", 1), onOther] };
    const part = { scope: SCOPE, target: other, version: 1, incidents: [], partOf: TARGET };
    await deps.incidents.writeLinked(head, [part], []);
    const requestOnOther = { scope: SCOPE, target: other, incidentId: "B" };
    expect(await pendingOf(deps)).toEqual([requestFor("A"), requestOnOther]);
    await tell("A", 1);
    expect(await pendingOf(deps)).toEqual([requestOnOther]);
    await email.notificationLog.confirm(requestOnOther, {
      incidentId: "B",
      revision: 1,
      level: 0,
      status: "open",
      atMs: NIGHT,
    });
    expect(await pendingOf(deps)).toEqual([]);
    expect(await deps.incidents.unsettled()).toEqual([]);
  });
});
