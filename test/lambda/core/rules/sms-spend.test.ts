import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS, HOUR_MS } from "../../../../lambda/core/model/time";
import { fixture } from "../../../support/fixtures";
import { replayed, trips } from "../../../support/incidents";

const OWN = { ownResources: ["SmsPumpingSpend-*"] };
const START = Date.parse("2026-11-21T03:10:12.345Z");

interface Alarm {
  readonly id?: string;
  readonly name?: string;
  readonly atMs?: number;
  readonly region?: string;
}

/** The alarm as it goes off. */
function alarm({ id = "one", name, atMs = START, region = "us-east-1" }: Alarm = {}): JsonObject {
  const event = fixture("cloudwatch/money-fast-alarm");
  const detail = event.detail as JsonObject;
  const timestamp = new Date(atMs).toISOString().replace("Z", "+0000");
  const state = { ...(detail.state as JsonObject), timestamp };
  return {
    ...event,
    id,
    region,
    detail: { ...detail, alarmName: name ?? detail.alarmName, state },
  };
}

const found = (records: readonly JsonObject[]) => trips("sms-spend", records, OWN);

test("one alarm is a finding on the money of its Region, and tells nobody again", async () => {
  expect(await found([alarm()])).toMatchObject([
    {
      entity: { type: "alarm", value: "SmsPumpingSpend-money-fast" },
      target: "spend#us-east-1",
      notify: "record",
      count: 1,
      paid: 0,
      accounts: ["111122223333"],
      regions: ["us-east-1"],
    },
  ]);
  const { mails, incidents } = await replayed([alarm()], OWN);
  expect([mails, incidents]).toEqual([[], []]);
});

test("an alarm that ends is no hit", async () => {
  expect(await found([fixture("cloudwatch/money-fast-ok")])).toEqual([]);
  const [finding] = await found([
    fixture("cloudwatch/money-fast-alarm"),
    fixture("cloudwatch/money-fast-ok"),
  ]);
  expect(finding!.count).toBe(1);
});

test("a redelivered event counts once", async () => {
  const [finding] = await found([alarm(), alarm()]);
  expect(finding!.count).toBe(1);
});

test("the same alarm within the hour is one finding, a minute past it another", async () => {
  const again = (atMs: number) => found([alarm(), alarm({ id: "two", atMs: START + atMs })]);
  expect((await again(HOUR_MS)).map(({ count }) => count)).toEqual([2]);
  expect((await again(HOUR_MS + 1)).map(({ count }) => count)).toEqual([1, 1]);
});

test("alarms of other names and Regions are findings of their own", async () => {
  const findings = await found([
    alarm(),
    alarm({ id: "two", name: "SmsPumpingSpend-limit-near" }),
    alarm({ id: "three", region: "eu-west-1" }),
  ]);
  expect(new Set(findings.map(({ target, entity }) => `${target} ${entity.value}`)).size).toBe(3);
});

test("is told at once where the configuration wants a page, also while the source is new", async () => {
  const settings = { ...OWN, learningDays: 30, rules: { "sms-spend": { notify: "page" } } };
  const { mails } = await replayed([alarm({ atMs: START - DAY_MS })], settings);
  const [{ subject, body } = { subject: "", body: "" }] = mails;
  expect(subject).toMatch(/^\[HIGH\] SMS pumping: alarm on spend in us-east-1 \(#/);
  expect(body).toContain("1 alarm on spend in");
  expect(body).toContain("Alarm: SmsPumpingSpend-money-fast");
  expect(body).toContain("COST   not known from the alarm alone.");
});
