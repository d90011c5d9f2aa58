import type { RejectSink } from "../adapters/aws/queues";
import { refusal } from "../core/elastic/bulk";
import type { NotifyDeps } from "../core/notifications/notify";
import {
  isAlarmEvent,
  notifyOfAlarm,
  readAlarmChange,
} from "../core/notifications/pagerduty/alarm";
import type { SendToPagerDuty } from "../core/notifications/pagerduty/event";
import { pagerDutySink } from "../core/notifications/pagerduty/sink";
import { serveIncidents, type KeepRefused, type Serve } from "../notify/batch";

export interface PagerDutyDeps extends Omit<NotifyDeps, "sink"> {
  readonly send: SendToPagerDuty;
  readonly pagesDrills: boolean;
}

/** Has PagerDuty served by what one message asks for: an incident, or an alarm of this stack. */
export function servePagerDuty({ send, pagesDrills, ...deps }: PagerDutyDeps): Serve {
  const serveIncident = serveIncidents({ ...deps, sink: pagerDutySink(send, pagesDrills) });
  return async (message, nowMs) => {
    if (!isAlarmEvent(message)) return serveIncident(message, nowMs);
    const change = readAlarmChange(message);
    if (change === undefined) return "silent";
    return notifyOfAlarm(change, nowMs, { notificationLog: deps.notificationLog, send });
  };
}

/** Keeps what PagerDuty refuses for good, with the reason, where `smspump redrive` finds it. */
export const keepInRejects =
  (reject: RejectSink): KeepRefused =>
  ({ messageId, body }, { message }, nowMs) =>
    reject({
      reason: refusal(400, "refused", message),
      documentId: messageId,
      rejectedAtMs: nowMs,
      event: JSON.parse(body) as unknown,
    });
