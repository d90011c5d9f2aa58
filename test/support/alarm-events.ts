import type { AlarmNames } from "../../lambda/core/spend/alarm-event";
import type { NotifiedAlarm } from "../../lambda/core/spend/guard-config";
import { isoUtc } from "../../lambda/core/model/time";
import { fixture, type Json } from "./fixtures";

const PREFIX = "SmsPumpingSpend-";

export const namesOf = (...alarms: readonly NotifiedAlarm[]): AlarmNames => ({
  prefix: PREFIX,
  alarms,
});

/** An alarm of the spend stack that goes off, by its id, as EventBridge tells it. */
export function alarmEvent(id: string, atMs: number, eventId = `${id}-${atMs}`) {
  const event = fixture("cloudwatch/money-fast-alarm");
  const detail = event.detail as Json;
  const state = { ...(detail.state as Json), timestamp: isoUtc(atMs) };
  return {
    ...event,
    id: eventId,
    time: isoUtc(atMs),
    detail: { ...detail, alarmName: PREFIX + id, state },
  };
}
