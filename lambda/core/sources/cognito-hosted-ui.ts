import { observationOf, readCall, resourceIdAt, subjectAt } from "./records/cloudtrail";
import { at, isObject, type JsonObject, stringAt } from "./records/json";
import type { Outcome } from "../model/observation";
import { excerpt } from "./records/excerpt";
import {
  type CognitoCall,
  confirmed,
  confirmedHidden,
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
   of the others, and of all of managed login, AWS documents the names only, at
   https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html.
   The form's other fields, `deliveryMedium` among them, are the caller's to fill in: they decide
   nothing but what `readReset` and `readRegistration` cannot tell otherwise, and what speaks against
   the caller: a confirmation whose form says that its code came by e-mail. */

/** HTTP status of the answer; NaN where the record does not tell. CloudTrail writes 302.0 too. */
function statusOf(record: JsonObject): number {
  const status = at(record, "additionalEventData", "responseParameters", "status");
  return typeof status === "number" || typeof status === "string" ? Number(status) : NaN;
}

/** A page that was filled in well sends the browser on; one that is shown again does not. */
const SENT_ON = 302;

const readCode = (call: CognitoCall): Meaning => requested(codeDelivery(call));

/** AWS says that these pages send a code to a phone, whatever the pool's settings are. */
const readPhoneCode = (): Meaning => requested("sms");

/** The values of a form's field, which come as lists. */
function fieldOf(record: JsonObject, name: string): readonly unknown[] {
  const given = at(record, "additionalEventData", "requestParameters", name);
  return Array.isArray(given) ? given : [given];
}

/** A form that says SMS proves nothing: whoever has his e-mails confirmed may write it. */
const saysEmail = ({ record }: CognitoCall): boolean =>
  fieldOf(record, "deliveryMedium").includes("EMAIL");

/** A code that was accepted: a page which is merely rendered again confirms nothing. */
function readTypedCode(call: CognitoCall): Meaning {
  if (statusOf(call.record) !== SENT_ON) return irrelevant("a code that was not accepted");
  return saysEmail(call) ? irrelevant("a code that came by e-mail") : confirmed(call);
}

/**
 * Names of a form's field for a typed-in code, as a regular expression without case that Lucene
 * understands too. AWS documents `code`, of Confirm_POST; the others are the API's spelling and its
 * kin. PKCE's `code_challenge`, which stands in any page's query, is none.
 */
export const CODE_FIELD = "(confirmation|verification|reset|mfa|otp)?_?code|otp|passcode";
const IS_CODE_FIELD = new RegExp(`^(?:${CODE_FIELD})$`, "i");

/** A form's fields come as lists. */
const isFilledIn = (value: unknown): boolean =>
  (Array.isArray(value) ? value : [value]).some((one: unknown) => (one ?? "") !== "");

/** Whether a form was sent with a code. What the code is, CloudTrail hides. */
function holdsCode(record: JsonObject): boolean {
  const form = at(record, "additionalEventData", "requestParameters");
  if (!isObject(form)) return false;
  return Object.entries(form).some(
    ([name, value]) => IS_CODE_FIELD.test(name) && isFilledIn(value),
  );
}

/** A form that surely was a code's, accepted. */
const isAcceptedCode = ({ record, outcome }: CognitoCall): boolean =>
  outcome === "success" && statusOf(record) === SENT_ON && holdsCode(record);

/**
 * forgotPassword_POST. "A user resets their password", says AWS, which names no other page of
 * managed login for it: so both the request for a code and the new password with the code may come
 * under this name. It is a confirmation where the form holds a code and the browser is sent on,
 * and a request in any other case: a wrong code taken for a request costs a count too many, a
 * request taken for a confirmation would hide an attack.
 */
const readReset = (call: CognitoCall): Meaning =>
  isAcceptedCode(call) ? readTypedCode(call) : readCode(call);

/** Whether the password was right, or another factor was chosen, the record does not tell. */
const readSignIn = (call: CognitoCall): Meaning =>
  call.pool?.smsMfa === true ? requested("possible") : signInMaySend(call);

/**
 * A code that is typed in to sign in. Where signing in is not known to send a text it ends a sign-in
 * and confirms no code. That holds for mfa_phone_verify_POST too, which is known to take a text's:
 * confirmations of requests that are not counted would make up for codes that an attacker has sent
 * and never types in.
 */
function readFactor(call: CognitoCall): Meaning {
  if (call.pool?.smsMfa === true) {
    return statusOf(call.record) === SENT_ON
      ? confirmedHidden(call)
      : irrelevant("a code that was not accepted");
  }
  return statusOf(call.record) === SENT_ON
    ? signInEnded(call)
    : irrelevant("a second factor that was not accepted");
}

/**
 * MfaRegister_POST. AWS says that a code is submitted with it; that a phone number is, which sends
 * the code, is not ruled out. Decided as for `readReset`.
 */
const readRegistration = (call: CognitoCall): Meaning =>
  isAcceptedCode(call) ? readFactor(call) : readSignIn(call);

type ReadPage = (call: CognitoCall) => Meaning;

/** Of the classic hosted UI. Names count with their case. */
const CLASSIC: readonly (readonly [name: string, read: ReadPage])[] = [
  ["Signup_POST", readCode],
  ["ResendCode_POST", readCode],
  ["ForgotPassword_POST", readCode],
  ["Confirm_POST", readTypedCode],
  ["ConfirmForgotPassword_POST", readTypedCode],
  ["CognitoAuthentication", readSignIn],
  ["MfaOption_POST", readSignIn],
  ["Mfa_POST", readFactor],
  ["MfaRegister_POST", readRegistration],
];

/** Of managed login. verifyCode_POST takes the code of a sign-in without password. */
const MANAGED_LOGIN: readonly (readonly [name: string, read: ReadPage])[] = [
  ["signup_POST", readCode],
  ["forgotPassword_POST", readReset],
  ["mfa_phone_register_POST", readPhoneCode],
  ["mfa_phone_resendCode_POST", readPhoneCode],
  ["signup_confirm_POST", readTypedCode],
  ["login_POST", readSignIn],
  ["login_continue_POST", readSignIn],
  ["selectChallenge_POST", readSignIn],
  ["mfa_options_POST", readSignIn],
  ["mfa_phone_verify_POST", readFactor],
  ["verifyCode_POST", readFactor],
];

const PAGES: ReadonlyMap<string, ReadPage> = new Map([...CLASSIC, ...MANAGED_LOGIN]);

const pagesReadBy = (...reads: readonly ReadPage[]): readonly string[] =>
  [...PAGES].filter(([, read]) => reads.includes(read)).map(([name]) => name);

/** The pages that are read, and those of them that belong to a sign-in. */
export const HOSTED_UI_PAGES: readonly string[] = [...PAGES.keys()];
export const HOSTED_UI_SIGN_IN = pagesReadBy(readSignIn, readFactor, readRegistration);

/** Of the others: those that ask for a code, those that take one, and those that may do either. */
export const HOSTED_UI_ASKING = pagesReadBy(readCode, readPhoneCode);
export const HOSTED_UI_CONFIRMING = pagesReadBy(readTypedCode);
export const HOSTED_UI_EITHER = pagesReadBy(readReset);

/**
 * A query's parameters come as lists. One that holds several different values names nothing: else
 * a caller could spread requests over app clients that are not his.
 */
function clientIdOf(record: JsonObject): string | undefined {
  const values = fieldOf(record, "client_id");
  const isOne = values.every((value) => value === values[0]);
  return isOne ? resourceIdAt({ id: values[0] }, "id") : undefined;
}

/** AWS's own, or the form's: the record of Confirm_POST that AWS publishes has it there. */
function subjectOf(record: JsonObject): string | undefined {
  const own = subjectAt(record, "additionalEventData", "sub");
  if (own !== undefined) return own;
  const values = fieldOf(record, "sub");
  const isOne = values.every((value) => value === values[0]);
  return isOne ? subjectAt({ sub: values[0] }, "sub") : undefined;
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
  const { kind, delivery, isOfText } = meaning;
  const subject = subjectOf(record);
  const own = { kind, outcome, delivery, isOfText, userPoolId, clientId, subject };
  return observed(observationOf(call, { source: "cognito-hosted-ui", ...own }));
}

/** Pages of the hosted UI and of managed login, which CloudTrail logs under names of their own. */
export const cognitoHostedUi: Source = {
  id: "cognito-hosted-ui",
  needs: "a CloudTrail trail with management events",
  parse,
};
