import { byPrincipal, senderTarget } from "./matching";
import { spelledDuration } from "../model/format";
import type { Volume } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";

export const smsPrincipalBurst: Rule<Volume> = {
  id: "sms-principal-burst",
  title: "Burst of messages sent by one principal over all its addresses",
  counts:
    "Texts, voice calls, RCS messages and codes of End User Messaging, Publish to a phone number, Publish to one of `smsTopics`",
  countedBy: "principal, over all addresses",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "volume", threshold: 50, windowMs: 5 * MINUTE_MS, times: 3 },
  prose: ({ threshold, windowMs, times }) => ({
    description: `One principal sends more than ${threshold} texts or voice calls in ${spelledDuration(windowMs)} through AWS's own APIs, from however many addresses, and more than ${times} times what it is used to: a stolen key whose address changes with every text.`,
    falsePositives: [
      `A backend that suddenly has more than ${times} times as much to send as on its busy days.`,
      "A backend that is new, or has sent on fewer than three of the last 14 days. Name it in expectedSenders with a threshold of its own.",
      "A load test or QA run with real sends. Suppress its principal for the test window.",
      "A migration job that texts many users. Suppress its principal until it ends.",
    ],
    blindSpots: [
      `A stolen key of a busy sender, as long as both together stay under ${times} times the usual peak: sms-key-new-addresses sees its addresses.`,
      `Fewer than ${threshold} messages in ${spelledDuration(windowMs)}, which sms-api-burst and sms-key-new-addresses see sooner: the one where one address sends them, the other where many do.`,
      "A Publish straight to a phone number: AWS does not log it in CloudTrail. Watch spend and the PhoneNumberDirect metric.",
      "Sends without data events on the trail: SNS topics and sms-voice must be selected.",
      "A principal that sends to several topics is counted for each of them.",
    ],
  }),
  reads: ["kind", "principal", "topicArn"],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-sent",
  entityOf: byPrincipal,
  targetOf: senderTarget,
};
