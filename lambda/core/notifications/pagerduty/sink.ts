import type { Incident } from "../../incidents/incident";
import { dueAt } from "../pace";
import type { Sink, SinkId } from "../sink";
import { incidentTrigger, resolve, type SendToPagerDuty } from "./event";

export const PAGERDUTY: SinkId = "pagerduty";

const isDrillScope = (scope: string): boolean => scope.includes("/drill:");

/**
 * PagerDuty: an incident opens one there and its end resolves it. Each revision in between is sent at
 * once, since PagerDuty joins what has one key and wakes nobody twice; what would wake somebody waits as
 * long as an e-mail for a target whose incidents keep coming back. There are no places of the hour:
 * PagerDuty groups what comes together, and an attacker must not be able to silence it.
 *
 * No end is left out because nothing seems to be open there: who died before recording what was sent
 * has left it so, and PagerDuty ignores the end of what it does not know.
 *
 * @param pagesDrills whether drills page too
 */
export function pagerDutySink(send: SendToPagerDuty, pagesDrills: boolean): Sink {
  const isOurs = ({ drill }: Incident): boolean => drill === undefined || pagesDrills;
  return {
    dueAt: (incident, siblings, notified, nowMs, config) => {
      const mine = notified.find(({ incidentId }) => incidentId === incident.id);
      const wakes = incident.status === "open" && mine?.status !== "open";
      return wakes && isOurs(incident) ? dueAt(incident, siblings, notified, nowMs, config) : nowMs;
    },
    send: async ({ incident }, _nowMs, config) => {
      if (!isOurs(incident)) return "silent";
      await send(
        incident.status === "open" ? incidentTrigger(incident, config) : resolve(incident.id),
      );
      return "sent";
    },
    conclude: async ({ scope, incidentId }) => {
      if (isDrillScope(scope) && !pagesDrills) return "silent";
      await send(resolve(incidentId));
      return "sent";
    },
  };
}
