import { memoryIncidentStore } from "../../../../lambda/adapters/memory-incident-store";
import { memoryToldStore } from "../../../../lambda/adapters/memory-notification-log";
import type { Incident } from "../../../../lambda/core/incidents/incident";
import { untoldIncidents } from "../../../../lambda/core/notifications/pending-notifications";
import { findingOf, incidentFrom, NIGHT, SCOPE, TARGET } from "../../../support/incidents";

const incident = (id: string, revision: number): Incident =>
  incidentFrom(findingOf(), { id, revision });

const lookAt = (incidentId: string) => ({ scope: SCOPE, target: TARGET, incidentId });

async function given(...incidents: readonly Incident[]) {
  const world = { incidents: memoryIncidentStore(), told: memoryToldStore() };
  const head = { scope: SCOPE, target: TARGET, version: 1, incidents };
  await world.incidents.write(head, []);
  const tell = (incidentId: string, revision: number) =>
    world.told.confirm(lookAt(incidentId), {
      incidentId,
      revision,
      level: 0,
      status: "open",
      atMs: NIGHT,
    });
  return { world, head, tell };
}

describe("incidents whose present revision nobody was told", () => {
  test("are named, the others of their target are not", async () => {
    const { world, head, tell } = await given(incident("A", 2), incident("B", 1), incident("C", 3));
    await tell("B", 1);
    await tell("C", 2);
    expect(await untoldIncidents(world)).toEqual([lookAt("A"), lookAt("C")]);
    expect(await world.incidents.unsettled()).toEqual([head]);
  });

  test("are asked for again until they are told; then the target is settled", async () => {
    const { world, tell } = await given(incident("A", 1));
    expect(await untoldIncidents(world)).toHaveLength(1);
    expect(await untoldIncidents(world)).toHaveLength(1);
    await tell("A", 1);
    expect(await untoldIncidents(world)).toEqual([]);
    expect(await world.incidents.unsettled()).toEqual([]);
  });

  test("are found again when a settled target changes", async () => {
    const { world, head, tell } = await given(incident("A", 1));
    await tell("A", 1);
    await untoldIncidents(world);
    await world.incidents.write({ ...head, version: 2, incidents: [incident("A", 2)] }, []);
    expect(await untoldIncidents(world)).toEqual([lookAt("A")]);
  });

  test("do not get lost when the target changes while they are being read", async () => {
    const { world, head, tell } = await given(incident("A", 1));
    await tell("A", 1);
    const told = {
      ...world.told,
      ofTarget: async (scope: string, target: string) => {
        await world.incidents.write({ ...head, version: 2, incidents: [incident("A", 2)] }, []);
        return world.told.ofTarget(scope, target);
      },
    };
    expect(await untoldIncidents({ ...world, told })).toEqual([]);
    expect(await untoldIncidents(world)).toEqual([lookAt("A")]);
  });
});
