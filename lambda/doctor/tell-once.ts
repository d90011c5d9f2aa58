import type { NotificationLog } from "../core/notifications/notification-log";

const REVISION = 1;

/** What is told: the same id in the same place is told once. */
export interface Told {
  readonly place: string;
  readonly id: string;
}

/**
 * Sends what has not been sent yet. It is told once, unless the process dies between SNS's answer
 * and the table's.
 *
 * @throws Error while another run may be telling it: if that one dies, this must come again
 */
export async function tellOnce(
  { place: target, id: incidentId }: Told,
  nowMs: number,
  notificationLog: NotificationLog,
  send: () => Promise<void>,
): Promise<void> {
  const place = { scope: "health", target, incidentId };
  if (!(await notificationLog.claim(place, REVISION, nowMs))) {
    const told = await notificationLog.ofTarget(place.scope, place.target);
    if (told.some((each) => each.incidentId === incidentId)) return;
    throw new Error("another run is telling what the checks have found");
  }
  await send();
  await notificationLog.confirm(place, {
    incidentId,
    revision: REVISION,
    level: 0,
    status: "open",
    atMs: nowMs,
  });
}
