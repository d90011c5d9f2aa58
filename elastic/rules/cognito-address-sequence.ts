import { duration } from "../../lambda/core/model/format";
import { cognitoSmsBurst } from "../../lambda/core/rules/cognito-sms-burst";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { ASKING_CALLS, ASKING_PAGES, COGNITO, EITHER_PAGES, SIGN_INS } from "../cognito-calls";
import { cognitoTrail } from "../data-sources";
import { eqlList, SEQUENCE_TIMES, sequenceOf, sequenceSignals } from "../eql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { covering } from "../schedule";
import { suppressedBy, usualQuiet } from "../suppression";
import { COGNITO_BLIND_SPOTS, COGNITO_STEPS } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoSmsBurst;

/* No outcome is asked for: the throttled calls are the attack. */
const CONDITION = `    event.provider == "${COGNITO}" and
    (
      event.action in ${eqlList(ASKING_CALLS)} or
      event.action in ${eqlList([...ASKING_PAGES, ...EITHER_PAGES])} or
      (
        event.action in ${eqlList(SIGN_INS)} and
        ?aws.cloudtrail.response_elements : ("*challengeName=SMS_MFA*", "*challengeName=SMS_OTP*")
      )
    )`;

/** The companion of the mission's query for Cognito, by address. */
export const cognitoAddressSequence = (licence: Licence): UnversionedRule =>
  nativeRule({
    id: "sms-pumping-cognito-address-sequence",
    basis: cognitoSmsBurst,
    name: "Burst of Cognito codes from one address (sequence)",
    description: `One address makes Cognito send ${measure.threshold} codes in ${duration(measure.windowMs)}, or tries to. Whether they are typed in a sequence cannot ask.`,
    severity: "medium",
    data: cognitoTrail,
    detection: {
      type: "eql",
      language: "eql",
      index: cognitoTrail.index,
      query: sequenceOf("source.ip", measure, measure.threshold, CONDITION),
    },
    schedule: covering(measure.windowMs, 5 * MINUTE_MS, cognitoTrail.latenessMs),
    maxSignals: sequenceSignals(licence),
    suppression: suppressedBy(["source.ip"], usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", "source.ip"],
    investigate: ["source.ip", "event.action", "event.outcome", "user_agent.original"],
    steps: COGNITO_STEPS,
    choosing: [
      SEQUENCE_TIMES,
      "A sequence cannot tell what did not happen: this rule does not ask whether the codes were typed in, and so also alerts on a busy office. The rule on unconfirmed codes from one address does ask; this one is sooner.",
      "It also sees calls that were refused or throttled, which the detector counts too.",
      alertsOnce("address"),
    ],
    blindSpots: [
      ...cognitoSmsBurst.prose(measure).blindSpots,
      ...COGNITO_BLIND_SPOTS,
      "Calls by services, whose records hold a name in place of an address: `source.ip` is empty, and a sequence by it leaves them out.",
      `${EITHER_PAGES.join(", ")} counts twice where a password is reset: with the request, and again with the code.`,
      "Addresses of one IPv6 network: each is counted for itself.",
    ],
  });
