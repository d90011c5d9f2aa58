import { cognitoPasswordlessBurst } from "../../lambda/core/rules/cognito-passwordless-burst";
import { percent, spelledDuration } from "../../lambda/core/model/format";
import { MINUTE_MS } from "../../lambda/core/model/time";
import {
  CUSTOM_CHALLENGE,
  CUSTOM_FLOW,
  LAST_CHALLENGES,
  PASSWORDLESS_FLOWS,
} from "../../lambda/core/sources/cognito-sign-in";
import { SIGN_INS_OF_USERS } from "../cognito-calls";
import { settling, SMS_CHALLENGE, TEXTS, unconfirmedQuery } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";
import { esqlList } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { suppressedBy, usualQuiet } from "../suppression";
import { SETTLES } from "./cognito-guidance";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = cognitoPasswordlessBurst;
const { threshold, windowMs, share } = measure;

const anyOf = (column: string, name: string, values: readonly string[]): string =>
  values.map((value) => `${column} LIKE "*${name}=${value}*"`).join(" OR ");

/* An answer that shows what comes next decides: a text makes it a request for a code, tokens or another
   challenge send none. Only after the challenge of a custom flow may the pool's own function send one. */
const ROLES = `EVAL Esql.asks = event.action IN ${esqlList(SIGN_INS_OF_USERS.starts)} AND event.outcome == "success" AND (
      ((${anyOf("Esql.request", "authFlow", PASSWORDLESS_FLOWS)})
        AND NOT (Esql.response LIKE "*challengeName=*" OR Esql.response LIKE "*authenticationResult=*"))
      OR (Esql.request LIKE "*authFlow=${CUSTOM_FLOW}*" AND Esql.response LIKE "*challengeName=${CUSTOM_CHALLENGE}*")),
    Esql.confirms = event.action IN ${esqlList(SIGN_INS_OF_USERS.answers)} AND event.outcome == "success" AND (
      (Esql.request LIKE ${SMS_CHALLENGE} AND NOT (Esql.response LIKE ${SMS_CHALLENGE}))
      OR ${anyOf("Esql.request", "challengeName", LAST_CHALLENGES)})`;

const STEPS: readonly string[] = [
  'In Discover, `event.provider: "cognito-idp.amazonaws.com"` with the alert\'s address over the last hour, by `event.action` and `user_agent.original`. InitiateAuth without RespondToAuthChallenge behind it is a sign-in that nobody completed.',
  "Whose address is it by `source.as.organization.name`? A mobile carrier's or an office's has other calls beside these; a hoster's that does nothing else is an attacker's, or a back end of yours.",
  "Does the pool's own function send texts (its trigger CreateAuthChallenge)? Its log shows to which numbers.",
];

const OWN_FALSE_POSITIVES: readonly string[] = [
  "A pool in which people choose a password after USER_AUTH, and whose records hide the answers: they complete nothing that can be seen. Leave the rule off there.",
  "A back end that begins the sign-ins of all users from one address and checks the code by itself. Except its address.",
];

/** Sign-ins without a password that one address begins and hardly any of which is completed. */
export function cognitoPasswordlessUnfinished(licence: Licence): UnversionedRule {
  const intervalMs = licence.isSuppressionLicensed ? MINUTE_MS : windowMs;
  const schedule = settling(measure, intervalMs);
  return nativeRule({
    id: "sms-pumping-cognito-passwordless-unfinished",
    basis: cognitoPasswordlessBurst,
    name: cognitoPasswordlessBurst.title,
    description: `One address begins ${threshold} sign-ins in ${spelledDuration(windowMs)} by CUSTOM_AUTH or USER_AUTH, each of which may send a text, and under ${percent(share)} of them are completed.`,
    ownFalsePositives: OWN_FALSE_POSITIVES,
    data: cognitoTrail,
    detection: {
      type: "esql",
      language: "esql",
      query: unconfirmedQuery({
        by: ["source.ip"],
        schedule,
        roles: [TEXTS, ROLES],
        columns: ["WHERE source.ip IS NOT NULL"],
        where: `Esql.requests >= ${threshold}
    AND Esql.confirmations < ${share} * Esql.requests`,
      }),
    },
    schedule,
    maxSignals: 100,
    suppression: suppressedBy(["source.ip"], usualQuiet(measure), licence),
    fields: ["event.action", "event.provider", "source.ip"],
    investigate: ["source.ip", "Esql.requests", "Esql.confirmations"],
    steps: STEPS,
    choosing: [SETTLES, alertsOnce("address")],
    blindSpots: [
      ...cognitoPasswordlessBurst
        .prose({ ...measure, early: undefined })
        .blindSpots.filter((text) => !text.startsWith("After three days")),
      "The past: Kibana knows no address's usual rate and judges every one by the same numbers.",
      `Events that CloudTrail delivers more than ${spelledDuration(cognitoTrail.latenessMs)} late.`,
      "Addresses of one IPv6 network: each is counted for itself.",
      "Answers to a custom challenge: every one that is accepted counts as completed, wrong ones of a flow of several steps included.",
    ],
  });
}
