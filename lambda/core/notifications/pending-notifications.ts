import { targetsOf, type Incident, type IncidentStore } from "../incidents/incident";
import type { Notified } from "./pace";
import type { NotificationLog, NotificationRequest } from "./notification-log";
import { compareGravity, contenderOf } from "./places";
import type { SinkId } from "./sink";

const isPending = ({ id, revision }: Incident, notified: readonly Notified[]): boolean =>
  (notified.find(({ incidentId }) => incidentId === id)?.revision ?? 0) < revision;

/** A sink that is to be served, and its log. */
export interface SinkLog {
  readonly id: SinkId;
  readonly notificationLog: NotificationLog;
}

/** The gravest first, which is so the first to find a place. */
export const gravestFirst = (incidents: readonly Incident[]): readonly Incident[] =>
  [...incidents].sort((a, b) => compareGravity(contenderOf(b), contenderOf(a)));

const requestOf = ({ scope, target, id }: Incident): NotificationRequest => ({
  scope,
  target,
  incidentId: id,
});

/**
 * The incidents whose present revision a sink has not been served, by sink, the gravest first. Targets
 * of which every sink has been served all are settled and not read again until something changes.
 */
export async function pendingNotifications(deps: {
  readonly incidents: IncidentStore;
  readonly sinks: readonly SinkLog[];
}): Promise<ReadonlyMap<SinkId, readonly NotificationRequest[]>> {
  const found = new Map<SinkId, Incident[]>(deps.sinks.map(({ id }) => [id, []]));
  for (const head of await deps.incidents.unsettled()) {
    let isSettled = true;
    for (const { id: sink, notificationLog } of deps.sinks) {
      const logs = await Promise.all(
        targetsOf(head).map((target) => notificationLog.ofTarget(head.scope, target)),
      );
      const pending = head.incidents.filter((incident) => isPending(incident, logs.flat()));
      isSettled &&= pending.length === 0;
      found.get(sink)?.push(...pending);
    }
    if (isSettled) await deps.incidents.settle(head);
  }
  return new Map([...found].map(([sink, pending]) => [sink, gravestFirst(pending).map(requestOf)]));
}

/** Asks for notifications. */
export type NotificationQueue = (requests: readonly NotificationRequest[]) => Promise<void>;
