import type { Observation, Outcome, SourceId } from "../../../lambda/core/model/observation";
import { ACCOUNT } from "../observations";
import { CLIENTS } from "../population";

const REGION = "eu-west-1";

/** All people and attackers meet at one app client: where everybody is, hiding is easiest. */
const CLIENT_ID = CLIENTS.web;

/** What somebody asks a code for, as each way in names it, and how its confirmation is named. */
export interface Errand {
  readonly api: string;
  readonly hosted: string;
  readonly apiConfirmation: string;
  readonly hostedConfirmation: string;
  /** Its calls carry an access token, and name neither app client nor pool. */
  readonly isByToken?: true;
}

const SIGN_UP: Errand = {
  api: "SignUp",
  hosted: "Signup_POST",
  apiConfirmation: "ConfirmSignUp",
  hostedConfirmation: "Confirm_POST",
};

const RESEND: Errand = { ...SIGN_UP, api: "ResendConfirmationCode", hosted: "ResendCode_POST" };

const RESET: Errand = {
  api: "ForgotPassword",
  hosted: "ForgotPassword_POST",
  apiConfirmation: "ConfirmForgotPassword",
  hostedConfirmation: "ConfirmForgotPassword_POST",
};

/** A signed-in user has the own phone number verified, which no page of the hosted UI offers. */
const ATTRIBUTE: Errand = {
  api: "GetUserAttributeVerificationCode",
  hosted: "GetUserAttributeVerificationCode",
  apiConfirmation: "VerifyUserAttribute",
  hostedConfirmation: "VerifyUserAttribute",
  isByToken: true,
};

/** A text as a second factor, where the answer shows that one was sent. */
const SIGN_IN: Errand = {
  api: "InitiateAuth",
  hosted: "MfaOption_POST",
  apiConfirmation: "RespondToAuthChallenge",
  hostedConfirmation: "Mfa_POST",
};

export const ERRANDS = { SIGN_UP, RESEND, RESET, ATTRIBUTE, SIGN_IN } as const;

/** What people ask for, with how common it is. */
export const ERRAND_WEIGHTS = [
  [SIGN_UP, 52],
  [RESET, 31],
  [RESEND, 8],
  [ATTRIBUTE, 9],
] as const;

/** One person's request for a code. */
export interface Asking {
  readonly id: string;
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly errand: Errand;
  readonly isHosted: boolean;
  readonly outcome: Outcome;
  /** The user whom it is about, who is the same when the code is typed in. */
  readonly subject: string;
  /** The business's own client where it is not said. */
  readonly clientId?: string | undefined;
}

const sourceOf = ({ errand, isHosted }: Asking): SourceId =>
  isHosted && errand.isByToken !== true ? "cognito-hosted-ui" : "cognito-api";

/** The user pool of the business, which AWS names in what the hosted UI logs. */
export const BUSINESS_POOL = "eu-west-1_Business0";

const poolOf = (asking: Asking): Pick<Observation, "userPoolId"> =>
  sourceOf(asking) === "cognito-hosted-ui" ? { userPoolId: BUSINESS_POOL } : {};

const clientOf = ({ errand, clientId = CLIENT_ID }: Asking): string | undefined =>
  errand.isByToken === true ? undefined : clientId;

export const asked = (asking: Asking): Observation => ({
  id: asking.id,
  atMs: asking.atMs,
  source: sourceOf(asking),
  kind: "sms-requested",
  action: asking.isHosted ? asking.errand.hosted : asking.errand.api,
  outcome: asking.outcome,
  delivery: "sms",
  account: ACCOUNT,
  region: REGION,
  ip: asking.ip,
  userAgent: asking.userAgent,
  ...poolOf(asking),
  clientId: clientOf(asking),
  subject: asking.subject,
});

const CONFIRMS = "c";

/** The code of a request, typed in. Its id tells the request's. */
export const confirmed = (asking: Asking, atMs: number): Observation => ({
  id: `${asking.id}${CONFIRMS}`,
  atMs,
  source: sourceOf(asking),
  kind: "sms-confirmed",
  action: asking.isHosted ? asking.errand.hostedConfirmation : asking.errand.apiConfirmation,
  outcome: "success",
  delivery: "none",
  account: ACCOUNT,
  region: REGION,
  ip: asking.ip,
  userAgent: asking.userAgent,
  ...poolOf(asking),
  clientId: clientOf(asking),
  subject: asking.subject,
});

/** The id of the request that a confirmation answers. */
export const requestOf = ({ id }: Observation): string => id.slice(0, -CONFIRMS.length);

/** One text that a backend, or whoever has its key, sends by itself. */
export interface Sending {
  readonly id: string;
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly principal: string;
  readonly destination: string;
}

export const sent = (sending: Sending): Observation => ({
  id: sending.id,
  atMs: sending.atMs,
  source: "sms-voice-send",
  kind: "sms-sent",
  action: "SendTextMessage",
  outcome: "success",
  delivery: "sms",
  account: ACCOUNT,
  region: REGION,
  ip: sending.ip,
  userAgent: sending.userAgent,
  principal: sending.principal,
  destination: sending.destination,
});
