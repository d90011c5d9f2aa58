import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS } from "../../../../lambda/core/model/time";
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
/** From the first second of a minute to the last of the fifth. */
const WINDOW = 299 * SECOND;
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

test("eleven sends of one principal at one address within five whole minutes fire", async () => {
  expect(await trips(RULE, sends(11, WINDOW))).toMatchObject([
    {
      entity: { type: "principal-ip", value: `${userArn("deploy-bot")} from 203.0.113.9` },
      target: `principal:${userArn("deploy-bot")}`,
      count: 11,
      paid: 11,
    },
  ]);
});

test("ten, or eleven that reach into a sixth minute, do not", async () => {
  expect(await trips(RULE, sends(10, WINDOW))).toEqual([]);
  expect(await trips(RULE, sends(11, WINDOW + SECOND))).toEqual([]);
});

test("publishes straight to a number count like texts of End User Messaging", async () => {
  const mixed = [...sends(6, WINDOW), ...sends(5, WINDOW, publishToNumber)];
  expect(await trips(RULE, mixed)).toMatchObject([{ count: 11 }]);
});

test("publishes to a topic count where smsTopics names it, and belong to the topic", async () => {
  const publishes = sends(11, WINDOW, publishToTopic);
  expect(await trips(RULE, publishes)).toEqual([]);
  expect(await trips(RULE, publishes, { smsTopics: [TOPIC_ARN] })).toMatchObject([
    { target: `topic:${TOPIC_ARN}`, count: 11 },
  ]);
  const batch = [0, 1].map((i) => publishBatch({ ...BOT, at: NIGHT + i * SECOND, entries: 10 }));
  const topics = { smsTopics: [TOPIC_ARN] };
  expect(await trips(RULE, batch.slice(1), topics)).toEqual([]);
  expect(await trips(RULE, batch, topics)).toMatchObject([{ count: 20 }]);
});

test("what this stack sends itself is never counted", async () => {
  const own = { ownPrincipals: [userArn("deploy-bot")] };
  expect(await trips(RULE, sends(50, WINDOW), own)).toEqual([]);
});

test("one key at two addresses is counted apart, so that a stolen one shows", async () => {
  const elsewhere = sends(10, WINDOW, sendTextMessage, { ...BOT, ip: "198.51.100.1" });
  expect(await trips(RULE, [...sends(10, WINDOW), ...elsewhere])).toEqual([]);
});

test("a caller without an address counts by principal alone", async () => {
  const byService = sends(11, WINDOW, sendTextMessage, { ...BOT, ip: "lambda.amazonaws.com" });
  expect(await trips(RULE, byService)).toMatchObject([
    { entity: { type: "principal", value: userArn("deploy-bot") } },
  ]);
});

test("a role counts as the role, whatever its sessions are called", async () => {
  const sessions = sends(11, WINDOW, sendTextMessage, { role: "otp-sender", ip: "203.0.113.9" });
  const [finding] = await trips(RULE, sessions);
  expect(finding!.entity.value).toBe("arn:aws:iam::111122223333:role/otp-sender from 203.0.113.9");
});

test("refused sends count and are not priced; dry runs never count", async () => {
  const refused = sends(11, WINDOW, sendTextMessage, { ...BOT, outcome: "throttled" });
  expect(await trips(RULE, refused)).toMatchObject([{ count: 11, paid: 0 }]);
  const dry = sends(20, WINDOW).map((record) => ({
    ...record,
    requestParameters: { ...(record.requestParameters as JsonObject), dryRun: true },
  }));
  expect(await trips(RULE, dry)).toEqual([]);
});

test("texts and voice calls of one principal count together", async () => {
  const voice = (common: Common): JsonObject =>
    sendTextMessage({ ...common, action: "SendVoiceMessage" });
  const calls = sends(5, WINDOW, voice);
  expect(await trips(RULE, calls)).toEqual([]);
  expect(await trips(RULE, [...sends(6, WINDOW), ...calls])).toMatchObject([
    { count: 11, paid: 11 },
  ]);
});

test("an expected sender has a threshold of its own", async () => {
  const sender = { principal: userArn("deploy-bot"), owner: "a team", reason: "sends codes" };
  const settings = { expectedSenders: [{ ...sender, threshold: 30 }] };
  expect(await trips(RULE, sends(30, WINDOW), settings)).toEqual([]);
  expect(await trips(RULE, sends(31, WINDOW), settings)).toHaveLength(1);
});

/** So many sends in one minute, at this time of day on each of the days before. */
const daily = (counts: readonly number[]): readonly JsonObject[] =>
  counts.flatMap((count, i) =>
    Array.from({ length: count }, (_, k) =>
      sendTextMessage({ ...BOT, at: NIGHT - (i + 1) * DAY_MS + k * SECOND }),
    ),
  );

const today = async (past: readonly JsonObject[], count: number, settings: JsonObject = {}) =>
  (await trips(RULE, [...past, ...sends(count, WINDOW)], settings)).filter(
    ({ firstSeen }) => firstSeen >= NIGHT,
  );

test("a busy backend fires above three times its third busiest day's peak", async () => {
  const busy = daily([20, 50, 40, 10]);
  expect(await today(busy, 60)).toEqual([]);
  expect(await today(busy, 61)).toMatchObject([
    { count: 61, usual: { peak: 20 }, measure: { threshold: 60 } },
  ]);
});

test("two busy days are no past to compare with", async () => {
  expect(await today(daily([50, 50]), 11)).toMatchObject([{ count: 11, usual: {} }]);
});

test("an expected sender that is busier than its threshold is compared with its past", async () => {
  const sender = { principal: userArn("deploy-bot"), owner: "a team", reason: "sends codes" };
  const settings = { expectedSenders: [{ ...sender, threshold: 30 }] };
  expect(await today(daily([20, 20, 20]), 60, settings)).toEqual([]);
  expect(await today(daily([20, 20, 20]), 61, settings)).toHaveLength(1);
  expect(await today(daily([5, 5, 5]), 30, settings)).toEqual([]);
  expect(await today(daily([5, 5, 5]), 31, settings)).toHaveLength(1);
});
