import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { fixture } from "../../../support/fixtures";
import { replayed, trips } from "../../../support/incidents";

const START = Date.parse("2026-11-21T03:10:12.345Z");
const pumping = (index: number, atMs = START + index * 1000): JsonObject => {
  const event = fixture("messages/eventbridge-pumping");
  const detail = event.detail as JsonObject;
  return {
    ...event,
    detail: { ...detail, messageId: `message-${index}`, messageRequestTimestamp: atMs },
  };
};

const twilio = (index: number): JsonObject => {
  const [event] = fixture("messages/twilio-pumping") as unknown as JsonObject[];
  const data = { ...(event!.data as JsonObject), messageSid: `SM${index}` };
  return { ...event, time: new Date(START + index * 1000).toISOString(), data };
};

const found = (records: readonly JsonObject[]) => trips("provider-verdict", records);

test("each verdict is a finding on its sender", async () => {
  expect(await found([pumping(0)])).toMatchObject([
    {
      entity: { type: "verdict", value: "AIT_SUSPECTED" },
      target: "principal:sms-voice#111122223333",
      notify: "page",
      severity: "medium",
      count: 1,
      paid: 0,
    },
  ]);
  expect(await found([twilio(0)])).toMatchObject([
    { entity: { type: "verdict", value: "Twilio-30450" } },
  ]);
});

test("many verdicts are one finding and one e-mail, that says what they are", async () => {
  const { mails, incidents } = await replayed([0, 1, 2].map((index) => pumping(index)));
  expect(incidents).toMatchObject([{ count: 3, severity: "medium" }]);
  expect(mails[0]?.subject).toContain("[MEDIUM] SMS pumping");
  expect(mails.map(({ body }) => body).join("\n")).toContain("provider verdict");
});

test("a verdict that comes again counts once", async () => {
  const [finding] = await found([pumping(0), pumping(0)]);
  expect(finding!.count).toBe(1);
});

test("a text that a country's rule blocked, or that no carrier could deliver, is no verdict", async () => {
  expect(await found([fixture("messages/eventbridge-blocked-country")])).toEqual([]);
  const unreachable = fixture("messages/twilio-unreachable") as unknown as JsonObject[];
  expect(await found(unreachable)).toEqual([]);
});

test("verdicts stand in one incident with the burst of the same sender", async () => {
  const texts = Array.from({ length: 15 }, (_, index) => {
    const event = fixture("messages/eventbridge-delivered");
    const detail = event.detail as JsonObject;
    const messageRequestTimestamp = START + index * 1000;
    return { ...event, detail: { ...detail, messageId: `text-${index}`, messageRequestTimestamp } };
  });
  const { incidents } = await replayed([...texts, pumping(99, START + 20_000)]);
  expect(incidents).toHaveLength(1);
  expect(incidents[0]!.rules.map(({ ruleId }) => ruleId)).toEqual(
    expect.arrayContaining(["provider-verdict", "sms-api-burst"]),
  );
});
