import { targetsOf, type Incident, type IncidentStore } from "../incidents/incident";
import type { Notified } from "./pace";
import type { NotificationLog, NotificationRequest } from "./notification-log";
import type { SinkId } from "./sink";

const isPending = ({ id, revision }: Incident, notified: readonly Notified[]): boolean =>
  (notified.find(({ incidentId }) => incidentId === id)?.revision ?? 0) < revision;

/** A sink that is to be served, and its log. */
export interface SinkLog {
  readonly id: SinkId;
  readonly notificationLog: NotificationLog;
}

/**
 * The incidents whose present revision a sink has not been served, by sink. Targets of which every
 * sink has been served all are settled and not read again until something changes.
 */
export async function pendingNotifications(deps: {
  readonly incidents: IncidentStore;
  readonly sinks: readonly SinkLog[];
}): Promise<ReadonlyMap<SinkId, readonly NotificationRequest[]>> {
  const requests = new Map<SinkId, NotificationRequest[]>(deps.sinks.map(({ id }) => [id, []]));
  for (const head of await deps.incidents.unsettled()) {
    const { scope } = head;
    let isSettled = true;
    for (const { id: sink, notificationLog } of deps.sinks) {
      const logs = await Promise.all(
        targetsOf(head).map((target) => notificationLog.ofTarget(scope, target)),
      );
      const pending = head.incidents.filter((incident) => isPending(incident, logs.flat()));
      isSettled &&= pending.length === 0;
      requests
        .get(sink)
        ?.push(...pending.map(({ id, target }) => ({ scope, target, incidentId: id })));
    }
    if (isSettled) await deps.incidents.settle(head);
  }
  return requests;
}

/** Asks for notifications. */
export type NotificationQueue = (requests: readonly NotificationRequest[]) => Promise<void>;
