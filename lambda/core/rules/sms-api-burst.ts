import { byPrincipalAndIp, senderTarget } from "./matching";
import { spelledDuration } from "../model/format";
import type { Volume } from "../model/measure";
import type { Rule } from "../model/rule";
import { MINUTE_MS } from "../model/time";

export const smsApiBurst: Rule<Volume> = {
  id: "sms-api-burst",
  title: "Burst of messages sent by one principal",
  counts:
    "Texts, voice calls, RCS messages and codes of End User Messaging, Publish to a phone number, Publish to one of `smsTopics`",
  countedBy: "principal and source IP (the principal alone where a service calls)",
  severity: "high",
  notify: "page",
  attack: ["T1496.003"],
  measure: { kind: "volume", threshold: 10, windowMs: 5 * MINUTE_MS, times: 3 },
  prose: ({ threshold, windowMs, times }) => ({
    description: `One principal at one address sends more than ${threshold} texts or voice calls in ${spelledDuration(windowMs)} through AWS's own APIs, and more than ${times} times what it is used to: a stolen key, or an application that is being driven.`,
    falsePositives: [
      `A backend at new addresses each of which sends more than ${threshold}, as a function outside a VPC. Name it in expectedSenders with a threshold of its own.`,
      `A backend that suddenly has more than ${times} times as much to send as on its busy days.`,
      "A load test or QA run with real sends. Suppress its principal for the test window.",
      "A migration job that texts many users. Suppress its principal until it ends.",
    ],
    blindSpots: [
      "A stolen key whose address changes sooner: see sms-principal-burst and sms-key-new-addresses.",
      `A stolen key that is used from the backend's own address, as long as both together stay under ${times} times the usual peak.`,
      "A Publish straight to a phone number: AWS does not log it in CloudTrail. Watch spend and the PhoneNumberDirect metric.",
      "Sends without data events on the trail: SNS topics and sms-voice must be selected.",
      "What a message costs: a voice call costs more than a text, and the estimate takes both for one.",
      "SendNotifyCodeVerification, should CloudTrail not log it, which AWS does not say. Its codes by WhatsApp are no texts, and whether codes are typed in is not looked at.",
      "A topic counts one message for each publish, however many subscribers it has.",
    ],
  }),
  reads: ["kind", "principal", "ip", "topicArn"],
  hits:
    () =>
    ({ kind }) =>
      kind === "sms-sent",
  entityOf: byPrincipalAndIp,
  targetOf: senderTarget,
};
