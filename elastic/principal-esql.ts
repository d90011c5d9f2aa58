import { isAdminCall } from "../lambda/core/rules/matching";
import { SMS_VOICE_SENDS, SMS_VOICE_SERVICES } from "../lambda/core/sources/sms-voice-send";
import { ASKING_CALLS, COGNITO } from "./cognito-calls";
import { esqlList } from "./esql";

/* The role, and not its session: whoever has a role's key may choose the session's name anew. */
export const PRINCIPAL: readonly string[] = [
  `EVAL Esql.principal = COALESCE(aws.cloudtrail.user_identity.session_context.session_issuer.arn, aws.cloudtrail.user_identity.arn)`,
  "WHERE Esql.principal IS NOT NULL",
];

/* A batch never names a phone number, so PublishBatch is left out. */
export const SENDS = `(
      (event.provider IN ${esqlList(SMS_VOICE_SERVICES)} AND event.action IN ${esqlList(SMS_VOICE_SENDS)})
      OR (event.provider == "sns.amazonaws.com" AND event.action == "Publish"
        AND aws.cloudtrail.request_parameters LIKE "*phoneNumber=*")
    )`;

/** Signed calls by which Cognito sends a code or an invitation. */
export const ADMIN_CALLS = ASKING_CALLS.filter(isAdminCall);

export const ADMIN_ASKS = `(event.provider == ${JSON.stringify(COGNITO)} AND event.action IN ${esqlList(ADMIN_CALLS)})`;

/** What to look at where somebody signs calls with a key of the account. */
export const KEY_STEPS: readonly string[] = [
  "Whose is `Esql.principal`? A back end's role is news only where its volume is; a person's, or a role that never sent, is a stolen key until its owner says otherwise. Deactivate the key, or revoke the role's sessions.",
  "In Discover by `aws.cloudtrail.user_identity.arn` over the last week: `source.ip`, `source.as.organization.name` and `user_agent.original`. Addresses of hosters and households speak for proxies, AWS's own with your application's program for an application.",
  "What else did it call? GetSMSAttributes and GetSMSSandboxAccountStatus shortly before are scouting; CreateAccessKey and CreateUser are somebody who stays.",
  "Where did the texts go? `aws.cloudtrail.request_parameters` of SendTextMessage and SendVoiceMessage shows the number in clear; what Cognito sends is in the delivery logs of SNS alone.",
];

export const NO_PAST =
  "The past volume of a principal: Kibana judges every one by the same number.";

/** What the rules share that look at texts which a principal sends itself. */
export const KEY_BLIND_SPOTS: readonly string[] = [
  NO_PAST,
  "Sends without data events on the trail, and a Publish straight to a phone number, which AWS does not log.",
];
