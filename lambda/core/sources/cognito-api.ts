import { observationOf, readCall, subjectAt } from "./records/cloudtrail";
import { at, type JsonObject, stringAt } from "./records/json";
import {
  type CognitoCall,
  confirmed,
  confirmedText,
  evidence,
  type Meaning,
  poolOfCall,
  requested,
} from "./cognito-call";
import { codeDelivery } from "./cognito-delivery";
import { readSignInAnswer, readSignInStart } from "./cognito-sign-in";
import { excerpt } from "./records/excerpt";
import { irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";

const readCode = (call: CognitoCall): Meaning => requested(codeDelivery(call));

function readVerification(call: CognitoCall): Meaning {
  const attribute = evidence(call.record, "requestParameters", "attributeName");
  if (attribute === "email") return irrelevant("the confirmation of an e-mail address");
  return attribute === "phone_number" ? confirmedText(call) : confirmed(call);
}

/**
 * The calls that send a text, by
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html, and those
 * by which a user types a code in.
 */
const CALLS: ReadonlyMap<string, (call: CognitoCall) => Meaning> = new Map([
  ["ForgotPassword", readCode],
  ["AdminResetUserPassword", readCode],
  ["AdminCreateUser", readCode],
  ["SignUp", readCode],
  ["ResendConfirmationCode", readCode],
  ["UpdateUserAttributes", readCode],
  ["AdminUpdateUserAttributes", readCode],
  ["GetUserAttributeVerificationCode", readCode],
  ["InitiateAuth", readSignInStart],
  ["AdminInitiateAuth", readSignInStart],
  ["RespondToAuthChallenge", readSignInAnswer],
  ["AdminRespondToAuthChallenge", readSignInAnswer],
  ["ConfirmSignUp", confirmed],
  ["ConfirmForgotPassword", confirmed],
  ["VerifyUserAttribute", readVerification],
  ["AdminConfirmSignUp", () => irrelevant("an administrator confirmed: no code was typed in")],
]);

/** The calls that are read, and those of them that may be a sign-in without any text. */
export const COGNITO_CALLS: readonly string[] = [...CALLS.keys()];
export const SIGN_IN_CALLS: readonly string[] = [...CALLS]
  .filter(([, read]) => read === readSignInStart || read === readSignInAnswer)
  .map(([name]) => name);

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const eventType = at(record, "eventType") ?? "AwsApiCall";
  if (eventType === "AwsServiceEvent") return irrelevant("a hosted UI event");
  if (eventType !== "AwsApiCall") return irrelevant(`no API call but ${excerpt(eventType)}`);
  const action = stringAt(record, "eventName") ?? "";
  const read = CALLS.get(action);
  if (read === undefined) return irrelevant(`sends and confirms no code: ${excerpt(action)}`);
  const call = readCall(action, record, context);
  if (call.kind === "malformed") return call;
  const { pool, userPoolId, clientId } = poolOfCall(record, context.config.userPools);
  const meaning = read({ action, record, outcome: call.outcome, pool });
  if (meaning.kind === "irrelevant") return meaning;
  const { kind, delivery, isOfText, isPasswordless } = meaning;
  const subject = subjectAt(record, "additionalEventData", "sub");
  const source = "cognito-api";
  return observed(
    observationOf(call, {
      source,
      kind,
      delivery,
      isOfText,
      isPasswordless,
      userPoolId,
      clientId,
      subject,
    }),
  );
}

/** Calls of the user pools' API: the sends and, what no other source tells, the confirmations. */
export const cognitoApi: Source = {
  id: "cognito-api",
  needs: "a CloudTrail trail with management events",
  parse,
};
