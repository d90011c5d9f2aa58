import type { Incident, IncidentKey } from "../incidents/incident";
import type { Told } from "./pace";
import type { IncidentStore, ToldStore } from "../ports";

const isUntold = ({ id, revision }: Incident, told: readonly Told[]): boolean =>
  (told.find(({ incidentId }) => incidentId === id)?.revision ?? 0) < revision;

/**
 * The incidents whose present revision people have not been told. Targets of which everything has
 * been told are settled and not looked at again until something changes.
 */
export async function untoldIncidents(world: {
  readonly incidents: IncidentStore;
  readonly told: ToldStore;
}): Promise<readonly IncidentKey[]> {
  const looks: IncidentKey[] = [];
  for (const head of await world.incidents.unsettled()) {
    const { scope, target } = head;
    const told = await world.told.ofTarget(scope, target);
    const untold = head.incidents.filter((incident) => isUntold(incident, told));
    if (untold.length === 0) await world.incidents.settle(head);
    looks.push(...untold.map(({ id }) => ({ scope, target, incidentId: id })));
  }
  return looks;
}
