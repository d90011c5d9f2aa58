import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { DAY_MS } from "../../../../lambda/core/model/time";
import { NIGHT, replayed, trips } from "../../../support/incidents";
import {
  publishToTopic,
  sendTextMessage,
  TOPIC_ARN,
  userArn,
  type Common,
} from "../../../support/records";

const RULE = "sms-principal-burst";
const SECOND = 1000;
/** From the first second of a minute to the last of the fifth. */
const WINDOW = 299 * SECOND;

const address = (i: number): string => `198.51.${100 + Math.floor(i / 250)}.${i % 250}`;

/** Each from an address of its own, unless said otherwise. */
const sends = (
  count: number,
  within: number,
  common: Partial<Common> = {},
  make: (common: Common) => JsonObject = sendTextMessage,
): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    make({
      user: "deploy-bot",
      ip: address(i),
      at: NIGHT + Math.floor((i * within) / (count - 1) / SECOND) * SECOND,
      ...common,
    }),
  );

test("51 sends from 51 addresses within five whole minutes fire", async () => {
  expect(await trips(RULE, sends(51, WINDOW))).toMatchObject([
    {
      entity: { type: "principal", value: userArn("deploy-bot") },
      target: `principal:${userArn("deploy-bot")}`,
      count: 51,
      paid: 51,
    },
  ]);
  expect(await trips("sms-api-burst", sends(51, WINDOW))).toEqual([]);
});

test("50, or 51 that reach into a sixth minute, do not", async () => {
  expect(await trips(RULE, sends(50, WINDOW))).toEqual([]);
  expect(await trips(RULE, sends(51, WINDOW + SECOND))).toEqual([]);
});

test("two principals are counted apart, and so are two topics", async () => {
  const other = sends(50, WINDOW, { user: "order-bot" });
  expect(await trips(RULE, [...sends(50, WINDOW), ...other])).toEqual([]);
  const settings = { smsTopics: [TOPIC_ARN] };
  const published = sends(50, WINDOW, {}, publishToTopic);
  expect(await trips(RULE, [...sends(50, WINDOW), ...published], settings)).toEqual([]);
  const more = sends(51, WINDOW, {}, publishToTopic);
  expect(await trips(RULE, more, settings)).toMatchObject([{ target: `topic:${TOPIC_ARN}` }]);
});

test("dry runs, what this stack sends, and publishes to other topics never count", async () => {
  const dry = sends(80, WINDOW).map((record) => ({
    ...record,
    requestParameters: { ...(record.requestParameters as JsonObject), dryRun: true },
  }));
  expect(await trips(RULE, dry)).toEqual([]);
  const own = { ownPrincipals: [userArn("deploy-bot")] };
  expect(await trips(RULE, sends(80, WINDOW), own)).toEqual([]);
  expect(await trips(RULE, sends(80, WINDOW, {}, publishToTopic))).toEqual([]);
});

test("an expected sender has a threshold of its own", async () => {
  const sender = { principal: userArn("deploy-bot"), owner: "a team", reason: "sends codes" };
  const settings = { expectedSenders: [{ ...sender, threshold: 80 }] };
  expect(await trips(RULE, sends(80, WINDOW), settings)).toEqual([]);
  expect(await trips(RULE, sends(81, WINDOW), settings)).toHaveLength(1);
});

test("a busy sender fires above three times its third busiest day's peak over all addresses", async () => {
  const past = [20, 50, 40, 10].flatMap((count, day) =>
    sends(count, 50 * SECOND).map((_, i) =>
      sendTextMessage({
        user: "deploy-bot",
        ip: address(i),
        at: NIGHT - (day + 1) * DAY_MS + i * SECOND,
      }),
    ),
  );
  const today = async (count: number) =>
    (await trips(RULE, [...past, ...sends(count, WINDOW)])).filter(
      ({ firstSeen }) => firstSeen >= NIGHT,
    );
  expect(await today(60)).toEqual([]);
  expect(await today(61)).toMatchObject([
    { count: 61, usual: { peak: 20 }, measure: { threshold: 60 } },
  ]);
});

test("beside the rule by address it is one incident and one e-mail", async () => {
  const fixed = sends(40, WINDOW, { ip: "203.0.113.9" });
  const { incidents, mails } = await replayed([...fixed, ...sends(40, WINDOW)]);
  expect(incidents).toHaveLength(1);
  expect(incidents[0]!.rules.map(({ ruleId }) => ruleId).sort()).toEqual([
    "sms-api-burst",
    "sms-key-new-addresses",
    "sms-principal-burst",
  ]);
  expect(mails.filter(({ body }) => body.startsWith("ONGOING"))).toHaveLength(1);
});
