import { at, type JsonObject } from "./records/json";
import { type CognitoCall, confirmed, evidence, type Meaning, requested } from "./cognito-call";
import { irrelevant } from "./records/result";

/* https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
   names the flows and challenges. */

const isSmsChallenge = (name: unknown): boolean => name === "SMS_MFA" || name === "SMS_OTP";

/** Flows whose first call sends no text: a refresh never, the others only on the next answer. */
const SILENT_FLOWS: readonly unknown[] = [
  "REFRESH_TOKEN",
  "REFRESH_TOKEN_AUTH",
  "REFRESH_TOKENS",
  "USER_SRP_AUTH",
  "CUSTOM_AUTH",
];

/** Second factors other than a text: nothing is sent after their answer. */
const OTHER_FACTORS: readonly unknown[] = ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

const nextChallenge = (record: JsonObject): unknown =>
  evidence(record, "responseElements", "challengeName");

function isResponseWithoutText(record: JsonObject): boolean {
  const next = nextChallenge(record);
  if (typeof next === "string" && next !== "") return !isSmsChallenge(next);
  // A hidden result tells as much as a visible one: the sign-in is complete.
  return (at(record, "responseElements", "authenticationResult") ?? undefined) !== undefined;
}

/** Signing in sends a text where the response says so, or wherever the pool is known to. */
function read({ record, pool }: CognitoCall, isSilent: boolean): Meaning {
  if (isSmsChallenge(nextChallenge(record))) return requested("sms");
  if (pool?.smsMfa !== true) return irrelevant("a sign-in that is not known to send a text");
  return requested(isSilent || isResponseWithoutText(record) ? "none" : "sms");
}

/** InitiateAuth and AdminInitiateAuth. */
export const readSignInStart = (call: CognitoCall): Meaning =>
  read(call, SILENT_FLOWS.includes(evidence(call.record, "requestParameters", "authFlow")));

/**
 * RespondToAuthChallenge and AdminRespondToAuthChallenge: the answer to an SMS challenge is a
 * confirmation unless it leads to another one; any other answer may lead to the first.
 */
export function readSignInAnswer(call: CognitoCall): Meaning {
  const answered = evidence(call.record, "requestParameters", "challengeName");
  if (isSmsChallenge(answered) && !isSmsChallenge(nextChallenge(call.record))) {
    return confirmed(call);
  }
  return read(call, OTHER_FACTORS.includes(answered));
}
