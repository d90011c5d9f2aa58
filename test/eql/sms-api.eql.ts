import {
  roleArn,
  publishToNumber,
  publishToTopic,
  sendTextMessage,
  type CloudTrailRecord,
  type SendTextMessage,
} from "../support/records";
import { trips } from "../support/incidents";
import { trailDocument } from "./cloudtrail-documents";
import { firingKeys, prepareEngine, sequencesOf } from "./engine";
import { shippedQuery } from "./shipped";

const QUERY = shippedQuery("sms-pumping-api-sequence");
const START = Date.UTC(2026, 10, 17, 4, 0);

beforeAll(() => {
  prepareEngine();
}, 240_000);

const foundByQuery = (records: readonly CloudTrailRecord[]): readonly string[] =>
  firingKeys(sequencesOf([{ query: QUERY, documents: records.map(trailDocument) }])[0]!);

const foundByRule = async (records: readonly CloudTrailRecord[]): Promise<readonly string[]> =>
  (await trips("sms-api-burst", records)).map(({ target }) => target);

const SESSION = "arn:aws:sts::111122223333:assumed-role/otp-sender/otp-sender";
const TARGET = `principal:${roleArn("otp-sender")}`;

const VALIDATE = "ValidateNotifyCodeVerification";

/** Of the newer API. */
const codeOfAws = (spec: SendTextMessage): CloudTrailRecord =>
  sendTextMessage({
    ...spec,
    action: "SendNotifyCodeVerification",
    overrides: { eventSource: "end-user-messaging.amazonaws.com" },
  });

const many = (
  count: number,
  make: (spec: SendTextMessage) => CloudTrailRecord,
  spec: SendTextMessage = {},
): readonly CloudTrailRecord[] =>
  Array.from({ length: count }, (_, i) => make({ at: START + i * 5000, ...spec }));

test.each<[string, readonly CloudTrailRecord[], boolean]>([
  ["eleven texts", many(11, sendTextMessage), true],
  ["ten texts", many(10, sendTextMessage), false],
  ["eleven texts, refused", many(11, sendTextMessage, { outcome: "throttled" }), true],
  ["eleven media messages", many(11, sendTextMessage, { action: "SendMediaMessage" }), true],
  ["eleven voice calls", many(11, sendTextMessage, { action: "SendVoiceMessage" }), true],
  ["eleven rich messages", many(11, sendTextMessage, { action: "SendRcsMessage" }), true],
  ["eleven codes of AWS's", many(11, codeOfAws), true],
  ["eleven validated ones", many(11, sendTextMessage, { action: VALIDATE }), false],
  ["eleven publishes to a number", many(11, publishToNumber), true],
  ["eleven publishes to a topic", many(11, publishToTopic), false],
])("%s: the query and the detector's rule say the same", async (_, records, fires) => {
  expect(foundByQuery(records)).toEqual(fires ? [SESSION] : []);
  expect(await foundByRule(records)).toEqual(fires ? [TARGET] : []);
});

test("a principal whose calls have no address is found all the same", () => {
  const sent = many(11, sendTextMessage, { ip: "cognito-idp.amazonaws.com" });
  expect(trailDocument(sent[0]!).document).not.toHaveProperty("source.ip");
  expect(foundByQuery(sent)).toEqual([SESSION]);
});
