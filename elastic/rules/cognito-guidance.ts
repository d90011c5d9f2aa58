import { spelledDuration } from "../../lambda/core/model/format";
import { SETTLED_MS } from "../cognito-esql";
import { cognitoTrail } from "../data-sources";

/** What the rules on Cognito have in common. */
export const COGNITO_STEPS: readonly string[] = [
  'In Discover, `event.provider: "cognito-idp.amazonaws.com"` with the alert\'s address or app client over the last hour, by `event.action` and `event.outcome`. Refused calls (`aws.cloudtrail.error_code`) are part of the attack and cost nothing.',
  "Were codes typed in? Look for ConfirmSignUp, ConfirmForgotPassword, VerifyUserAttribute, Confirm_POST and signup_confirm_POST of the same addresses. People confirm most codes, attackers none.",
  "By `source.as.organization.name`, `source.ip` and `user_agent.original`: one program behind many addresses is a botnet, many programs behind one address a crowd.",
  "Which pool is it? `clientId` stands in `aws.cloudtrail.request_parameters`, for pages of the hosted UI `client_id` in `aws.cloudtrail.additional_eventdata`.",
];

export const COGNITO_BLIND_SPOTS: readonly string[] = [
  "Codes by e-mail cannot be told from texts here: a pool that mails its codes matches too.",
  "Pages of managed login and the hosted UI by which people sign in: their records do not tell whether a second factor was sent, and its code is not counted as typed in.",
];

/** What the rules share that compare with confirmations. */
export const UNCONFIRMED_BLIND_SPOTS: readonly string[] = [
  ...COGNITO_BLIND_SPOTS,
  `Events that CloudTrail delivers more than ${spelledDuration(cognitoTrail.latenessMs)} late.`,
  "The past: Kibana knows no entity's usual rate and judges every one by the same numbers.",
];

/** And those that count by app client. */
export const CLIENT_BLIND_SPOTS: readonly string[] = [
  ...UNCONFIRMED_BLIND_SPOTS,
  "Calls that name no app client, such as those of back ends and of signed-in people.",
  "Records of managed login and the hosted UI whose additional data exceed 1,024 characters: the integration does not index them.",
];

export const SETTLES = `It waits ${spelledDuration(SETTLED_MS)}, for CloudTrail and for people to type, and so is no match for the detector's own rules in speed. It looks at the clock: a manual run over the past finds nothing.`;
