import type { Config } from "../../model/config";
import type { Incident } from "../../incidents/incident";
import { dueAt } from "../pace";
import type { News, Sink, SinkId } from "../sink";
import {
  dedupKey,
  incidentTrigger,
  resolve,
  type PagerDutyEvent,
  type SendToPagerDuty,
} from "./event";

export const PAGERDUTY: SinkId = "pagerduty";

/** By what name a flood is open there as long as every call of it was refused. */
const refusedName = (incidentId: string): string => `${incidentId}-refused`;

/** What is open there by its own name stays so: only the first text that may go out wakes anew. */
const isRefusedOnly = ({ incident: { sentNothing }, before }: News): boolean =>
  sentNothing === true && (before?.status !== "open" || before.sentNothing === true);

/** What brings PagerDuty up to an incident's present state, the most urgent first. */
function eventsOf(news: News, config: Config): readonly PagerDutyEvent[] {
  const { incident, before } = news;
  const { id, status } = incident;
  const refused = refusedName(id);
  if (status !== "open") return [resolve(id), resolve(refused)];
  const trigger = incidentTrigger(incident, config);
  if (isRefusedOnly(news)) return [{ ...trigger, dedup_key: dedupKey(refused) }];
  return before?.sentNothing === true ? [trigger, resolve(refused)] : [trigger];
}

const isDrillScope = (scope: string): boolean => scope.includes("/drill:");

/**
 * PagerDuty: an incident opens one there and its end resolves it. Each revision in between is sent at
 * once, since PagerDuty joins what has one key and wakes nobody twice, but that of an incident which is still;
 * what would wake somebody waits as long as an e-mail for a target whose incidents keep coming back. There are
 * no places of the hour: PagerDuty groups what comes together, and an attacker must not be able to silence it.
 *
 * A flood of refused calls has a name of its own there: once a text may go out somebody is woken anew,
 * whatever was acknowledged while nothing was sent.
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
    send: async ({ incident, before }, _nowMs, config) => {
      if (!isOurs(incident)) return "silent";
      for (const event of eventsOf({ incident, before }, config)) await send(event);
      return "sent";
    },
    conclude: async ({ scope, incidentId }) => {
      if (isDrillScope(scope) && !pagesDrills) return "silent";
      for (const name of [incidentId, refusedName(incidentId)]) await send(resolve(name));
      return "sent";
    },
  };
}
