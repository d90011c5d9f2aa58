import { excerpt } from "../sources/records/excerpt";
import { at, stringAt } from "../sources/records/json";
import { placeIn } from "../sources/records/place";
import { ALARM_DETAIL_TYPE } from "../sources/records/unwrap";
import { parseInstant } from "../model/time";
import type { NotifiedAlarm } from "./guard-config";

/** One of our alarms has gone off. Nothing in it but place, time and the event's id is the event's. */
export interface AlarmNews {
  /** EventBridge's own: the same in each delivery of the event. */
  readonly eventId: string;
  readonly account: string;
  readonly region: string;
  readonly atMs: number;
  readonly alarm: NotifiedAlarm;
}

export type AlarmReading =
  | { readonly kind: "news"; readonly news: AlarmNews }
  | { readonly kind: "ignored"; readonly reason: string };

/** Which alarms are told, and what stands in front of their ids. */
export interface AlarmNames {
  readonly prefix: string;
  readonly alarms: readonly NotifiedAlarm[];
}

const EVENT_ID = /^[\w-]{1,64}$/;

const ignored = (reason: string): AlarmReading => ({ kind: "ignored", reason });

const matching = (text: string | undefined, pattern: RegExp): string | undefined =>
  text !== undefined && pattern.test(text) ? text : undefined;

function placed(event: unknown, alarm: NotifiedAlarm): AlarmReading {
  const eventId = matching(stringAt(event, "id"), EVENT_ID);
  const { account, region } = placeIn(event);
  const atMs = parseInstant(stringAt(event, "time") ?? "");
  if (eventId === undefined || account === undefined || region === undefined) {
    return ignored("no id, account or region that AWS would give");
  }
  if (atMs === undefined) return ignored("no time that AWS would give");
  return { kind: "news", news: { eventId, account, region, atMs, alarm } };
}

/**
 * Reads a change of an alarm's state, in the shape of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html.
 * Of the alarm only the name is read, and only to find it among ours: whoever may set an alarm's
 * state writes the reason. Never throws.
 */
export function readAlarmEvent(event: unknown, { prefix, alarms }: AlarmNames): AlarmReading {
  if (at(event, "detail-type") !== ALARM_DETAIL_TYPE) return ignored("not an alarm's event");
  const name = stringAt(event, "detail", "alarmName") ?? "";
  const alarm = alarms.find(({ id }) => name === prefix + id);
  if (alarm === undefined) return ignored(`not an alarm for the cost owner: ${excerpt(name)}`);
  if (at(event, "detail", "state", "value") !== "ALARM") return ignored("an alarm that is not on");
  return placed(event, alarm);
}
