import { at, type JsonObject } from "./records/json";
import {
  type CognitoCall,
  confirmedText,
  evidence,
  type Meaning,
  requested,
  signInEnded,
  signInMaySend,
} from "./cognito-call";
import { irrelevant } from "./records/result";

/* https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
   names the flows and challenges. */

const isSmsChallenge = (name: unknown): boolean => name === "SMS_MFA" || name === "SMS_OTP";

/** Flows whose first call sends no text: a refresh never, the other only on the next answer. */
const SILENT_FLOWS: readonly unknown[] = [
  "REFRESH_TOKEN",
  "REFRESH_TOKEN_AUTH",
  "REFRESH_TOKENS",
  "USER_SRP_AUTH",
];

/**
 * Cognito itself sends nothing at its start, but the pool's own function may, whose challenge this is:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export const CUSTOM_FLOW = "CUSTOM_AUTH";
export const CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE";

/** Flows that anybody can begin who knows or makes up a user's name. */
export const PASSWORDLESS_FLOWS: readonly string[] = [CUSTOM_FLOW, "USER_AUTH"];

/** Second factors other than a text: nothing is sent after their answer. */
const OTHER_FACTORS: readonly string[] = ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

/** Challenges that are the last of a sign-in, unless the pool is known to send a text after them. */
export const LAST_CHALLENGES: readonly string[] = [
  ...OTHER_FACTORS,
  CUSTOM_CHALLENGE,
  "DEVICE_PASSWORD_VERIFIER",
  "WEB_AUTHN",
];

const isAmong = (names: readonly unknown[], name: unknown): boolean => names.includes(name);

const nextChallenge = (record: JsonObject): unknown =>
  evidence(record, "responseElements", "challengeName");

/** A hidden result tells as much as a visible one: the sign-in is complete. */
const hasResult = (record: JsonObject): boolean =>
  (at(record, "responseElements", "authenticationResult") ?? undefined) !== undefined;

/** What the answer says: a text is next, it is not, or the record does not tell. */
function answerOf(record: JsonObject): "text" | "no text" | "hidden" {
  const next = nextChallenge(record);
  if (isSmsChallenge(next)) return "text";
  if (typeof next === "string" && next !== "") return "no text";
  return hasResult(record) ? "no text" : "hidden";
}

const isInTextingPool = ({ pool }: CognitoCall): boolean => pool?.smsMfa === true;

/**
 * Signing in sends a text where the response says so, or wherever the pool is known to. Elsewhere
 * it may, where the response is hidden.
 */
function read(call: CognitoCall, isSilent: boolean): Meaning {
  const answer = answerOf(call.record);
  if (answer === "text") return requested("sms");
  const sendsNothing = isSilent || answer === "no text";
  if (isInTextingPool(call)) return requested(sendsNothing ? "none" : "sms");
  return sendsNothing ? irrelevant("a sign-in that sends no text") : signInMaySend(call);
}

/** InitiateAuth and AdminInitiateAuth. */
export function readSignInStart(call: CognitoCall): Meaning {
  const flow = evidence(call.record, "requestParameters", "authFlow");
  const meaning = readFlow(call, flow);
  return meaning.kind === "sign-in" && isAmong(PASSWORDLESS_FLOWS, flow)
    ? { ...meaning, isPasswordless: true }
    : meaning;
}

function readFlow(call: CognitoCall, flow: unknown): Meaning {
  const mayText =
    answerOf(call.record) === "hidden" || nextChallenge(call.record) === CUSTOM_CHALLENGE;
  return flow === CUSTOM_FLOW && mayText
    ? signInMaySend(call)
    : read(call, flow === CUSTOM_FLOW || SILENT_FLOWS.includes(flow));
}

/**
 * RespondToAuthChallenge and AdminRespondToAuthChallenge: the answer to an SMS challenge is a
 * confirmation unless it leads to another one; any other answer may lead to the first.
 */
export function readSignInAnswer(call: CognitoCall): Meaning {
  const answered = evidence(call.record, "requestParameters", "challengeName");
  const answer = answerOf(call.record);
  if (isSmsChallenge(answered) && answer !== "text") return confirmedText(call);
  const sendsNothing = isAmong(OTHER_FACTORS, answered);
  const isLast = isInTextingPool(call) ? sendsNothing : isAmong(LAST_CHALLENGES, answered);
  const isCustomDone = answered === CUSTOM_CHALLENGE && hasResult(call.record);
  return isCustomDone || (isLast && answer === "hidden")
    ? signInEnded(call)
    : read(call, sendsNothing);
}
