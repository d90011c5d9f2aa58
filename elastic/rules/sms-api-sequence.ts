import { duration } from "../../lambda/core/model/format";
import { smsApiBurst } from "../../lambda/core/rules/sms-api-burst";
import { SMS_VOICE_SENDS, SMS_VOICE_SERVICES } from "../../lambda/core/sources/sms-voice-send";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { sendsTrail } from "../data-sources";
import { eqlList, SEQUENCE_TIMES, sequenceOf, sequenceSignals } from "../eql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { covering } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = smsApiBurst;
const PRINCIPAL = "aws.cloudtrail.user_identity.arn";

/* A batch never names a phone number, so PublishBatch is left out. */
const CONDITION = `    (
      event.provider in ${eqlList(SMS_VOICE_SERVICES)} and
      event.action in ${eqlList(SMS_VOICE_SENDS)}
    ) or
    (
      event.provider == "sns.amazonaws.com" and
      event.action == "Publish" and
      ?aws.cloudtrail.request_parameters : "*phoneNumber=*"
    )`;

const STEPS = [
  "Whose is `aws.cloudtrail.user_identity.arn`? A back end's role that sends all day is no news; a person's or a key that never sent is.",
  "`source.ip` and `user_agent.original` of its calls over the last week: a known principal at a new address is a stolen key. Sends by Cognito itself have no address.",
  "`aws.cloudtrail.request_parameters` of SendTextMessage and SendVoiceMessage shows the number in clear: many numbers of few blocks of one foreign carrier are pumping.",
  "What else did the principal do? GetSMSAttributes and GetSMSSandboxAccountStatus shortly before are scouting.",
];

const BLIND_SPOTS = [
  "A Publish straight to a phone number: AWS does not log it in CloudTrail. Watch spend and the PhoneNumberDirect metric.",
  "Sends without data events on the trail.",
  "Texts to topics with SMS subscribers, unless the topics' ARNs are added to the query.",
  "Dry runs, and codes that AWS sends by WhatsApp: they match although no text goes out.",
  "SendNotifyCodeVerification, should CloudTrail not log it: AWS does not say.",
  "Calls without a principal's ARN.",
  "A role that changes its session name: each session is counted for itself.",
];

/** The companion of the mission's query for the APIs that send, by principal: many have no address. */
export const smsApiSequence = (licence: Licence): UnversionedRule =>
  nativeRule({
    id: "sms-pumping-api-sequence",
    basis: smsApiBurst,
    name: smsApiBurst.title,
    description: `One principal sends more than ${measure.threshold} texts or voice calls in ${duration(measure.windowMs)} through AWS's own APIs: a stolen key, an application that is being driven, or one that always does.`,
    ownFalsePositives: [
      "A back end that sends as many by itself on an ordinary day. Except its role.",
      "A campaign or notice that texts many users at once.",
    ],
    severity: "medium",
    data: sendsTrail,
    detection: {
      type: "eql",
      language: "eql",
      index: sendsTrail.index,
      // The catalogue's rule fires above its threshold, not at it.
      query: sequenceOf(PRINCIPAL, measure, measure.threshold + 1, CONDITION),
    },
    schedule: covering(measure.windowMs, 5 * MINUTE_MS, sendsTrail.latenessMs),
    maxSignals: sequenceSignals(licence),
    suppression: suppressedBy([PRINCIPAL], usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", PRINCIPAL],
    investigate: [PRINCIPAL, "event.action", "event.outcome", "source.ip"],
    steps: STEPS,
    choosing: [
      SEQUENCE_TIMES,
      "A sequence knows nothing of usual volumes: except the back ends that send all day by `aws.cloudtrail.user_identity.arn`, or enable the rule only where nobody sends by these APIs.",
      alertsOnce("principal"),
    ],
    blindSpots: BLIND_SPOTS,
  });
