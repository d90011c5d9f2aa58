import { targetsOf, type Incident, type IncidentStore } from "../incidents/incident";
import type { Notified } from "./pace";
import type { NotificationLog, NotificationRequest } from "./notification-log";

const isPending = ({ id, revision }: Incident, notified: readonly Notified[]): boolean =>
  (notified.find(({ incidentId }) => incidentId === id)?.revision ?? 0) < revision;

/**
 * The incidents whose present revision people have not been notified of. Targets of which everything has
 * been sent are settled and not read again until something changes.
 */
export async function pendingNotifications(deps: {
  readonly incidents: IncidentStore;
  readonly notificationLog: NotificationLog;
}): Promise<readonly NotificationRequest[]> {
  const requests: NotificationRequest[] = [];
  for (const head of await deps.incidents.unsettled()) {
    const { scope } = head;
    const logs = await Promise.all(
      targetsOf(head).map((target) => deps.notificationLog.ofTarget(scope, target)),
    );
    const pending = head.incidents.filter((incident) => isPending(incident, logs.flat()));
    if (pending.length === 0) await deps.incidents.settle(head);
    requests.push(...pending.map(({ id, target }) => ({ scope, target, incidentId: id })));
  }
  return requests;
}

/** Asks for notifications. */
export type NotificationQueue = (requests: readonly NotificationRequest[]) => Promise<void>;
