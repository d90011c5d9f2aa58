import { at, stringAt } from "../../sources/records/json";
import { ALARM_DETAIL_TYPE } from "../../sources/records/unwrap";
import { parseInstant, isoUtc } from "../../model/time";
import type { IncidentKey } from "../../incidents/incident";
import type { NotificationLog } from "../notification-log";
import type { NotifyOutcome } from "../notify";
import { printable } from "../printable";
import { NotificationRefused } from "../sink";
import { CLIENT, dedupKey, resolve, type SendToPagerDuty, type Trigger } from "./event";

/** One of our alarms has gone on or off. */
export interface AlarmChange {
  readonly arn: string;
  readonly name: string;
  readonly isOn: boolean;
  /** When its state changed. */
  readonly atMs: number;
  /** What the alarm's own description says: ours, unless somebody has changed the alarm. */
  readonly description: string;
  readonly place: string;
}

export const isAlarmEvent = (message: unknown): boolean =>
  at(message, "detail-type") === ALARM_DETAIL_TYPE;

const ARN = /^arn:aws[\w-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:[\x21-\x7e]{1,255}$/;

function arnIn(event: unknown): string | undefined {
  const resources = at(event, "resources");
  const arn: unknown = Array.isArray(resources) ? resources[0] : undefined;
  return typeof arn === "string" && ARN.test(arn) ? arn : undefined;
}

/**
 * Reads a change of an alarm's state, in the shape of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html.
 * The reason is not read: whoever may set an alarm's state writes it.
 *
 * @returns undefined where it neither goes on nor off
 * @throws Error where it is not what CloudWatch sends
 */
export function readAlarmChange(event: unknown): AlarmChange | undefined {
  const text = (...path: readonly string[]): string => stringAt(event, ...path) ?? "";
  const arn = arnIn(event);
  const name = text("detail", "alarmName");
  const atMs = parseInstant(text("detail", "state", "timestamp"));
  if (arn === undefined || name === "" || atMs === undefined) {
    throw new Error("the message is not a change of an alarm's state");
  }
  const state = text("detail", "state", "value");
  if (state !== "ALARM" && state !== "OK") return undefined;
  return {
    arn,
    name: printable(name, 255),
    isOn: state === "ALARM",
    atMs,
    description: printable(text("detail", "configuration", "description"), 600),
    place: printable(`${text("account")} ${text("region")}`, 60),
  };
}

/** Money moves now, or texts are about to stop; all else is trouble of the detector's own. */
const isAboutMoney = (name: string): boolean => /-(page|limit-\d+-percent)$/.test(name);

/** What an alarm looks like in PagerDuty while it is on. */
export const alarmTrigger = ({ arn, name, atMs, description, place }: AlarmChange): Trigger => ({
  event_action: "trigger",
  dedup_key: dedupKey(arn),
  payload: {
    summary: `${name}: ${description}`.slice(0, 1024),
    source: place,
    severity: isAboutMoney(name) ? "critical" : "error",
    timestamp: isoUtc(atMs),
    component: name,
    class: isAboutMoney(name) ? "spend" : "pipeline",
  },
  client: CLIENT,
});

const keyOf = ({ arn, name }: AlarmChange): IncidentKey => ({
  scope: "alarms",
  target: name,
  incidentId: arn,
});

/**
 * Pages for an alarm that goes on, and resolves what goes off. Events come in any order and repeatedly,
 * so the time of the change is its revision: one that is older than what was sent last is no news.
 *
 * @throws NotificationRefused when PagerDuty will not take it
 * @throws whatever else the log or PagerDuty's client throws; the event must then come again
 */
export async function notifyOfAlarm(
  change: AlarmChange,
  nowMs: number,
  deps: { readonly notificationLog: NotificationLog; readonly send: SendToPagerDuty },
): Promise<NotifyOutcome> {
  const { notificationLog, send } = deps;
  const key = keyOf(change);
  const { incidentId } = key;
  const revision = change.atMs;
  if (!(await notificationLog.claim(key, revision, nowMs))) {
    const notified = await notificationLog.ofTarget(key.scope, key.target);
    const last = notified.find((each) => each.incidentId === incidentId);
    return last !== undefined && last.revision >= revision ? "current" : "busy";
  }
  const status = change.isOn ? "open" : "closed";
  const record = { incidentId, revision, level: 0, status, atMs: nowMs } as const;
  try {
    await send(change.isOn ? alarmTrigger(change) : resolve(change.arn));
  } catch (error) {
    if (error instanceof NotificationRefused) {
      await notificationLog.confirm(key, { ...record, isRefused: true });
    }
    throw error;
  }
  await notificationLog.confirm(key, record);
  return "notified";
}
