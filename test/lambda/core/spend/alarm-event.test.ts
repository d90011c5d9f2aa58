import fc from "fast-check";
import { readAlarmEvent } from "../../../../lambda/core/spend/alarm-event";
import type { NotifiedAlarm } from "../../../../lambda/core/spend/guard-config";
import { alarmEvent, namesOf } from "../../../support/alarm-events";

const ALARM: NotifiedAlarm = {
  id: "money-fast",
  meaning: "Money moves.",
  runbook: "docs/runbooks/spend-money-fast.md",
};
const NAMES = namesOf(ALARM);
const AT = Date.parse("2026-11-17T04:51:00Z");
const sound = alarmEvent("money-fast", AT);

test("an alarm of ours that goes off is news, in the catalogue's words", () => {
  expect(readAlarmEvent(sound, NAMES)).toEqual({
    kind: "news",
    news: {
      eventId: sound.id,
      account: "111122223333",
      region: "us-east-1",
      atMs: AT,
      alarm: ALARM,
    },
  });
});

const detail = (changes: object) => ({ ...sound, detail: { ...sound.detail, ...changes } });

test.each([
  ["another kind of event", { ...sound, "detail-type": "Scheduled Event" }, "not an alarm's event"],
  ["an alarm that ends", detail({ state: { value: "OK" } }), "an alarm that is not on"],
  ["an alarm without data", detail({ state: { value: "INSUFFICIENT_DATA" } }), "not on"],
  [
    "an alarm of the guard itself",
    alarmEvent("guard-errors", AT),
    "not an alarm for the cost owner",
  ],
  ["an alarm for on-call", alarmEvent("page", AT), "not an alarm for the cost owner"],
  ["a stack whose name begins alike", detail({ alarmName: "SmsPumpingSpend-b-money-fast" }), "-b-"],
  [
    "an alarm without a stack",
    detail({ alarmName: "money-fast" }),
    "not an alarm for the cost owner",
  ],
  ["an alarm without a name", detail({ alarmName: undefined }), "not an alarm for the cost owner"],
  ["an id that is no key", { ...sound, id: "a#b" }, "no id, account or region"],
  ["no id", { ...sound, id: undefined }, "no id, account or region"],
  ["an account that is none", { ...sound, account: "everybody" }, "no id, account or region"],
  ["a Region that is none", { ...sound, region: "us\neast" }, "no id, account or region"],
  ["a time that is none", { ...sound, time: "now" }, "no time"],
])("is let go with a reason: %s", (_, event, reason) => {
  expect(readAlarmEvent(event, NAMES)).toEqual({
    kind: "ignored",
    reason: expect.stringContaining(reason) as unknown,
  });
});

test("nothing that anybody sends makes it throw", () => {
  fc.assert(
    fc.property(fc.anything(), (event) => {
      expect(readAlarmEvent(event, NAMES).kind).toBe("ignored");
    }),
  );
});

test("a name that is not ours is told of in print only", () => {
  const reading = readAlarmEvent(detail({ alarmName: `x\n${"y".repeat(500)}` }), NAMES);
  expect(reading).toMatchObject({
    reason: expect.stringMatching(/^[\x20-\x7e]{1,100}$/) as unknown,
  });
});
