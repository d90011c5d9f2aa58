import fc from "fast-check";
import { memoryNotificationLog } from "../../../../../lambda/adapters/memory/outcomes";
import { MINUTE_MS } from "../../../../../lambda/core/model/time";
import {
  alarmTrigger,
  notifyOfAlarm,
  readAlarmChange,
  type AlarmChange,
} from "../../../../../lambda/core/notifications/pagerduty/alarm";
import type { SendToPagerDuty } from "../../../../../lambda/core/notifications/pagerduty/event";
import { NotificationRefused } from "../../../../../lambda/core/notifications/sink";
import { fixture } from "../../../../support/fixtures";
import { NIGHT } from "../../../../support/incidents";
import { runs } from "../../../../support/runs";

const EVENT = fixture("cloudwatch/money-fast-alarm");
const ARN = (EVENT.resources as readonly string[])[0]!;

const withState = (value: string, timestamp = "2026-11-17T04:51:00.000+0000") => {
  const detail = EVENT.detail as Record<string, unknown>;
  return { ...EVENT, detail: { ...detail, state: { value, timestamp } } };
};

const change = (isOn: boolean, atMs: number): AlarmChange => ({
  ...readAlarmChange(withState("ALARM"))!,
  isOn,
  atMs,
});

describe("a change of an alarm's state", () => {
  test("is read as CloudWatch writes it", () => {
    expect(readAlarmChange(withState("ALARM"))).toMatchObject({
      arn: ARN,
      isOn: true,
      atMs: NIGHT,
    });
    expect(readAlarmChange(withState("OK"))?.isOn).toBe(false);
  });

  test("is none where the alarm has too little data to be on or off", () => {
    expect(readAlarmChange(withState("INSUFFICIENT_DATA"))).toBeUndefined();
  });

  test.each([
    ["no ARN of an alarm", { ...withState("OK"), resources: ["arn:aws:sns:us-east-1:1:x"] }],
    ["no time", withState("OK", "yesterday")],
    [
      "no name",
      { ...EVENT, detail: { state: { value: "OK", timestamp: "2026-11-17T04:51:00Z" } } },
    ],
  ])("is refused where it has %s", (_, event) => {
    expect(() => readAlarmChange(event)).toThrow("not a change of an alarm's state");
  });

  test("pages as critical where money moves, else as an error, and does not repeat the reason", () => {
    const on = change(true, NIGHT);
    const severityOf = (name: string) => alarmTrigger({ ...on, name }).payload.severity;
    expect(severityOf("SmsPumpingSpend-page")).toBe("critical");
    expect(severityOf("SmsPumpingSpend-limit-95-percent")).toBe("critical");
    expect(severityOf("SmsPumpingDetection-notify-dead-letters")).toBe("error");
    const reason = "https://evil.example/all-clear";
    const detail = withState("ALARM").detail;
    const forged = { ...withState("ALARM"), detail: { ...detail, reason } };
    expect(JSON.stringify(alarmTrigger(readAlarmChange(forged)!))).not.toContain("evil");
  });

  test("older than what was sent is no news", async () => {
    const { deps, open } = pager();
    expect(await notifyOfAlarm(change(false, NIGHT + 2), NIGHT, deps)).toBe("notified");
    expect(await notifyOfAlarm(change(true, NIGHT + 1), NIGHT, deps)).toBe("current");
    expect(open.size).toBe(0);
  });

  test("waits while another run sends one of the same alarm", async () => {
    const { deps } = pager();
    const key = { scope: "alarms", target: change(true, 0).name, incidentId: ARN };
    await deps.notificationLog.claim(key, NIGHT, NIGHT);
    expect(await notifyOfAlarm(change(true, NIGHT), NIGHT, deps)).toBe("busy");
    expect(await notifyOfAlarm(change(true, NIGHT), NIGHT + 2 * MINUTE_MS, deps)).toBe("notified");
  });

  test("that PagerDuty refuses may be sent by hand", async () => {
    const { deps } = pager();
    const send = () => Promise.reject(new NotificationRefused("no"));
    const on = change(true, NIGHT);
    await expect(notifyOfAlarm(on, NIGHT, { ...deps, send })).rejects.toThrow(NotificationRefused);
    expect(await notifyOfAlarm(on, NIGHT, deps)).toBe("notified");
  });
});

/** PagerDuty's view of one alarm, with answers that get lost as `fails` says. */
function pager(fails: () => boolean = () => false) {
  const open = new Set<string>();
  const send: SendToPagerDuty = (event) => {
    if (event.event_action === "trigger") open.add(event.dedup_key);
    else open.delete(event.dedup_key);
    return fails() ? Promise.reject(new Error("the answer was lost")) : Promise.resolve();
  };
  return { open, deps: { notificationLog: memoryNotificationLog(), send } };
}

test("whatever the order, the repetitions and the answers lost, PagerDuty shows the last state", async () => {
  const states = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
  const order = fc.infiniteStream(fc.nat());
  await fc.assert(
    fc.asyncProperty(states, order, fc.infiniteStream(fc.nat(3)), async (isOn, picks, dice) => {
      let isFlaky = true;
      const { deps, open } = pager(() => isFlaky && dice.next().value === 0);
      const queue = isOn.map((on, i) => change(on, NIGHT + i));
      let nowMs = NIGHT;
      for (let i = 0; queue.length > 0; i++) {
        isFlaky = i < 20;
        nowMs += MINUTE_MS;
        const at = (picks.next().value ?? 0) % queue.length;
        const outcome = await notifyOfAlarm(queue[at]!, nowMs, deps).catch(() => "failed");
        if (outcome === "notified" || outcome === "current") queue.splice(at, 1);
      }
      expect(open.size > 0).toBe(isOn.at(-1));
    }),
    { numRuns: runs(300) },
  );
});
