import { observationOf, readCall, resourceIdAt } from "./records/cloudtrail";
import { at, type JsonObject, stringAt } from "./records/json";
import type { Outcome } from "../model/observation";
import { excerpt } from "./records/excerpt";
import {
  type CognitoCall,
  confirmed,
  type Meaning,
  poolOfCall,
  requested,
  signInEnded,
  signInMaySend,
} from "./cognito-call";
import { codeDelivery } from "./cognito-delivery";
import { irrelevant, observed } from "./records/result";
import type { ParseContext, ParseResult, Source } from "./records/source";

/* Whole records of Signup_POST and Confirm_POST stand at
   https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html;
   of the others AWS documents the names only. The form's other fields, `deliveryMedium` among
   them, are the caller's to fill in: they decide nothing. */

/** HTTP status of the answer; NaN where the record does not tell. CloudTrail writes 302.0 too. */
function statusOf(record: JsonObject): number {
  const status = at(record, "additionalEventData", "responseParameters", "status");
  return typeof status === "number" || typeof status === "string" ? Number(status) : NaN;
}

/** A page that was filled in well sends the browser on; one that is shown again does not. */
const SENT_ON = 302;

const readCode = (call: CognitoCall): Meaning => requested(codeDelivery(call));

/** A code that was accepted: a page which is merely rendered again confirms nothing. */
const readTypedCode = (call: CognitoCall): Meaning =>
  statusOf(call.record) === SENT_ON ? confirmed(call) : irrelevant("a code that was not accepted");

/** Whether the password was right, or another factor was chosen, the record does not tell. */
const readSignIn = (call: CognitoCall): Meaning =>
  call.pool?.smsMfa === true ? requested("possible") : signInMaySend(call);

/** Where the factor is not known to be a text, it ends a sign-in and confirms no code. */
function readFactor(call: CognitoCall): Meaning {
  if (call.pool?.smsMfa === true) return readTypedCode(call);
  return statusOf(call.record) === SENT_ON
    ? signInEnded(call)
    : irrelevant("a second factor that was not accepted");
}

const PAGES: ReadonlyMap<string, (call: CognitoCall) => Meaning> = new Map([
  ["Signup_POST", readCode],
  ["ResendCode_POST", readCode],
  ["ForgotPassword_POST", readCode],
  ["Confirm_POST", readTypedCode],
  ["ConfirmForgotPassword_POST", readTypedCode],
  ["CognitoAuthentication", readSignIn],
  ["MfaOption_POST", readSignIn],
  ["Mfa_POST", readFactor],
]);

/** The pages that are read, and those of them that belong to a sign-in. */
export const HOSTED_UI_PAGES: readonly string[] = [...PAGES.keys()];
export const HOSTED_UI_SIGN_IN: readonly string[] = [...PAGES]
  .filter(([, read]) => read === readSignIn || read === readFactor)
  .map(([name]) => name);

/**
 * A query's parameters come as lists. One that holds several different values names nothing: else
 * a caller could spread requests over app clients that are not his.
 */
function clientIdOf(record: JsonObject): string | undefined {
  const given = at(record, "additionalEventData", "requestParameters", "client_id");
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  const isOne = values.every((value) => value === values[0]);
  return isOne ? resourceIdAt({ id: values[0] }, "id") : undefined;
}

/** The app client and pool, where a call of the API would name them. */
const poolOfPage = (record: JsonObject, { config }: ParseContext) =>
  poolOfCall(
    {
      requestParameters: {
        clientId: clientIdOf(record),
        userPoolId: at(record, "additionalEventData", "userPoolId"),
      },
    },
    config.userPools,
  );

/** The error code is empty as a rule: then the status of the answer tells. */
function outcomeOf(record: JsonObject, byErrorCode: Outcome): Outcome {
  if (byErrorCode !== "success") return byErrorCode;
  const status = statusOf(record);
  if (status === 429) return "throttled";
  return status >= 400 || stringAt(record, "errorMessage") !== undefined ? "failure" : "success";
}

function parse(record: JsonObject, context: ParseContext): ParseResult {
  const eventType = at(record, "eventType");
  if (eventType !== "AwsServiceEvent") {
    return irrelevant(`no service event but ${excerpt(eventType)}`);
  }
  const action = stringAt(record, "eventName") ?? "";
  const read = PAGES.get(action);
  if (read === undefined) return irrelevant(`sends and confirms no code: ${excerpt(action)}`);
  const call = readCall(action, record, context);
  if (call.kind === "malformed") return call;
  const outcome = outcomeOf(record, call.outcome);
  const { pool, userPoolId, clientId } = poolOfPage(record, context);
  const meaning = read({ action, record, outcome, pool });
  if (meaning.kind === "irrelevant") return meaning;
  const { kind, delivery } = meaning;
  const source = "cognito-hosted-ui";
  return observed(observationOf(call, { source, kind, outcome, delivery, userPoolId, clientId }));
}

/** Pages of the hosted UI and of managed login, which CloudTrail logs under names of their own. */
export const cognitoHostedUi: Source = {
  id: "cognito-hosted-ui",
  needs: "a CloudTrail trail with management events",
  parse,
};
