import type { JsonObject } from "../../../../lambda/core/records/json";
import { NIGHT, trips } from "../../../support/incidents";
import {
  publishBatch,
  publishToNumber,
  publishToTopic,
  sendTextMessage,
  TOPIC_ARN,
  userArn,
  type Common,
} from "../../../support/records";

const RULE = "sms-api-burst";
const SECOND = 1000;
const WINDOW = 300 * SECOND;
const BOT: Common = { user: "deploy-bot", ip: "203.0.113.9" };

const sends = (
  count: number,
  within: number,
  make: (common: Common) => JsonObject = sendTextMessage,
  common: Common = BOT,
): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    make({ ...common, at: NIGHT + Math.floor((i * within) / (count - 1) / SECOND) * SECOND }),
  );

test("ten sends of one principal at one address within exactly five minutes fire", async () => {
  expect(await trips(RULE, sends(10, WINDOW))).toMatchObject([
    {
      entity: { type: "principal-ip", value: `${userArn("deploy-bot")} from 203.0.113.9` },
      target: `principal:${userArn("deploy-bot")}`,
      count: 10,
      paid: 10,
    },
  ]);
});

test("nine, or ten that take a second longer, do not", async () => {
  expect(await trips(RULE, sends(9, WINDOW))).toEqual([]);
  expect(await trips(RULE, sends(10, WINDOW + SECOND))).toEqual([]);
});

test("publishes straight to a number count like texts of End User Messaging", async () => {
  const mixed = [...sends(5, WINDOW), ...sends(5, WINDOW, publishToNumber)];
  expect(await trips(RULE, mixed)).toMatchObject([{ count: 10 }]);
});

test("publishes to a topic count where smsTopics names it, and belong to the topic", async () => {
  const publishes = sends(10, WINDOW, publishToTopic);
  expect(await trips(RULE, publishes)).toEqual([]);
  expect(await trips(RULE, publishes, { smsTopics: [TOPIC_ARN] })).toMatchObject([
    { target: `topic:${TOPIC_ARN}`, count: 10 },
  ]);
  const batch = [publishBatch({ ...BOT, at: NIGHT, entries: 10 })];
  expect(await trips(RULE, batch, { smsTopics: [TOPIC_ARN] })).toMatchObject([{ count: 10 }]);
});

test("what this stack sends itself is never counted", async () => {
  const own = { ownPrincipals: [userArn("deploy-bot")] };
  expect(await trips(RULE, sends(50, WINDOW), own)).toEqual([]);
});

test("one key at two addresses is counted apart, so that a stolen one shows", async () => {
  const elsewhere = sends(9, WINDOW, sendTextMessage, { ...BOT, ip: "198.51.100.1" });
  expect(await trips(RULE, [...sends(9, WINDOW), ...elsewhere])).toEqual([]);
});

test("a caller without an address counts by principal alone", async () => {
  const byService = sends(10, WINDOW, sendTextMessage, { ...BOT, ip: "lambda.amazonaws.com" });
  expect(await trips(RULE, byService)).toMatchObject([
    { entity: { type: "principal", value: userArn("deploy-bot") } },
  ]);
});

test("a role counts as the role, whatever its sessions are called", async () => {
  const sessions = sends(10, WINDOW, sendTextMessage, { role: "otp-sender", ip: "203.0.113.9" });
  const [finding] = await trips(RULE, sessions);
  expect(finding!.entity.value).toBe("arn:aws:iam::111122223333:role/otp-sender from 203.0.113.9");
});

test("refused sends count and are not priced; dry runs and voice calls never count", async () => {
  const refused = sends(10, WINDOW, sendTextMessage, { ...BOT, outcome: "throttled" });
  expect(await trips(RULE, refused)).toMatchObject([{ count: 10, paid: 0 }]);
  const dry = sends(20, WINDOW).map((record) => ({
    ...record,
    requestParameters: { ...(record.requestParameters as JsonObject), dryRun: true },
  }));
  expect(await trips(RULE, dry)).toEqual([]);
  const voice = (common: Common): JsonObject =>
    sendTextMessage({ ...common, action: "SendVoiceMessage" });
  expect(await trips(RULE, sends(20, WINDOW, voice))).toEqual([]);
});

test("an expected sender has a threshold of its own", async () => {
  const sender = { principal: userArn("deploy-bot"), owner: "a team", reason: "sends codes" };
  const settings = { expectedSenders: [{ ...sender, threshold: 30 }] };
  expect(await trips(RULE, sends(29, WINDOW), settings)).toEqual([]);
  expect(await trips(RULE, sends(30, WINDOW), settings)).toHaveLength(1);
});
