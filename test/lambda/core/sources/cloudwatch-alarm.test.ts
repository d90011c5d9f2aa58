import { parseRecord } from "../../../../lambda/core/sources";
import { cloudWatchAlarm } from "../../../../lambda/core/sources/cloudwatch-alarm";
import { drillOf } from "../../../../lambda/core/sources/drill";
import { readMessage } from "../../../../lambda/detect/message";
import { fixture, type Json } from "../../../support/fixtures";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const CONTEXT = contextOf({ ownResources: ["SmsPumpingDetection-*", "SmsPumpingSpend-*"] });

const parse = (path: string) => cloudWatchAlarm.parse(fixture(`cloudwatch/${path}`), CONTEXT);

/** The event with its detail's fields replaced. */
function withDetail(fields: Json): Json {
  const event = fixture("cloudwatch/money-fast-alarm");
  return { ...event, detail: { ...(event.detail as Json), ...fields } };
}
const reasonFor = (fields: Json): string | undefined =>
  reasonOf(cloudWatchAlarm.parse(withDetail(fields), CONTEXT));

describe("an alarm on spend", () => {
  it("that goes off is an observation, at the time of its state", () => {
    expect(onlyObservation(parse("money-fast-alarm"))).toEqual({
      id: "cw:c4c1c1c9-6542-e61b-6ef0-EXAMPLE00001",
      atMs: Date.parse("2026-11-22T03:10:12.345Z"),
      source: "cloudwatch-alarm",
      kind: "spend-alarm",
      action: "ALARM",
      outcome: "success",
      delivery: "none",
      account: "111122223333",
      region: "us-east-1",
      resource: "SmsPumpingSpend-money-fast",
    });
  });

  it.each(["budget-alarm", "page-composite-alarm"])(
    "may be one on AWS's sum or a composite: %s",
    (path) => {
      expect(onlyObservation(parse(path)).kind).toBe("spend-alarm");
    },
  );

  it.each([
    ["TextMessageMonthlySpend", "end-user-messaging"],
    ["VoiceMessageMonthlySpend", "voice-messages"],
    ["MediaMessageMonthlySpend", "media-messages"],
    ["NotifyMessageMonthlySpend", "notify-messages"],
  ])("may be one on %s of AWS End User Messaging, whose name says of what", (name, prefix) => {
    const metric = { namespace: "AWS/SMSVoice", name, dimensions: {} };
    const alarmName = `SmsPumpingSpend-${prefix}-budget-80-percent`;
    const configuration = { metrics: [{ id: "m", metricStat: { metric, stat: "Maximum" } }] };
    const event = withDetail({ alarmName, configuration });
    expect(onlyObservation(cloudWatchAlarm.parse(event, CONTEXT))).toMatchObject({
      kind: "spend-alarm",
      resource: alarmName,
    });
    const other = { metrics: [{ metricStat: { metric: { ...metric, name: "Other" } } }] };
    expect(reasonFor({ alarmName, configuration: other })).toMatch(/^irrelevant: not about spend/);
  });

  it.each(["money-fast-ok", "money-fast-insufficient-data"])(
    "that ends or lacks data is no hit: %s",
    (path) => {
      expect(reasonOf(parse(path))).toBe("irrelevant: an alarm that is not on");
    },
  );

  it("keeps nothing of its reason, which whoever sets its state may write", () => {
    const state = {
      ...((fixture("cloudwatch/money-fast-alarm").detail as Json).state as Json),
      reason: "all clear",
    };
    const observation = onlyObservation(cloudWatchAlarm.parse(withDetail({ state }), CONTEXT));
    expect(JSON.stringify(observation)).not.toContain("all clear");
  });
});

describe("other alarms", () => {
  it("of other stacks are left out, though they watch the same metric", () => {
    expect(reasonOf(parse("other-stack-alarm"))).toBe(
      "irrelevant: not an alarm of this stack: checkout-sms-spend",
    );
    expect(
      reasonOf(cloudWatchAlarm.parse(fixture("cloudwatch/money-fast-alarm"), contextOf())),
    ).toMatch(/^irrelevant: not an alarm of this stack/);
  });

  it("of this stack about its own health are left out", () => {
    expect(reasonOf(parse("pipeline-alarm"))).toBe(
      "irrelevant: not about spend: SmsPumpingDetection-dead-letters",
    );
  });
});

it.each<[string, Json, RegExp]>([
  ["no state", { state: undefined }, /^malformed: detail is not a change/],
  ["a state that CloudWatch does not have", { state: { value: "alarm" } }, /^malformed: detail/],
  ["no time", { state: { value: "ALARM" } }, /^malformed: state.timestamp is missing/],
  ["a name with a space", { alarmName: "SmsPumpingSpend-a b" }, /^irrelevant: not an alarm/],
  ["no configuration", { configuration: null }, /^irrelevant: not about spend/],
])("refuses an event with %s", (_, fields, reason) => {
  expect(reasonFor(fields)).toMatch(reason);
});

it("is read live, in a file of events, and as a drill of its own", () => {
  const event = fixture("cloudwatch/money-fast-alarm");
  const live = parseRecord(event, CONTEXT);
  expect(live).toMatchObject([{ observations: [{ kind: "spend-alarm" }] }]);
  expect(parseRecord([event], CONTEXT)).toEqual(live);
  const drill = fixture("cloudwatch/drill-money-fast");
  expect(readMessage(JSON.stringify(drill), true, CONTEXT)).toMatchObject({
    kind: "observations",
    drill: "money-1",
    observations: [{ account: "111122223333", region: "us-east-1" }],
  });
  expect(drillOf(event)).toBe("unnamed");
});
