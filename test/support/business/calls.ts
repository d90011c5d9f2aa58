import type { Observation, Outcome } from "../../../lambda/core/model/observation";
import { ACCOUNT } from "../observations";
import { CLIENTS } from "../population";

const REGION = "eu-west-1";

/** All people and attackers meet at one app client: where everybody is, hiding is easiest. */
const CLIENT_ID = CLIENTS.web;

/** What somebody asks a code for, as each way in names it, and how its confirmation is named. */
interface Errand {
  readonly api: string;
  readonly hosted: string;
  readonly apiConfirmation: string;
  readonly hostedConfirmation: string;
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

export const ERRANDS = { SIGN_UP, RESEND, RESET } as const;

/** One person's request for a code. */
export interface Asking {
  readonly id: string;
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly errand: Errand;
  readonly isHosted: boolean;
  readonly outcome: Outcome;
}

export const asked = (asking: Asking): Observation => ({
  id: asking.id,
  atMs: asking.atMs,
  source: asking.isHosted ? "cognito-hosted-ui" : "cognito-api",
  kind: "sms-requested",
  action: asking.isHosted ? asking.errand.hosted : asking.errand.api,
  outcome: asking.outcome,
  delivery: "sms",
  account: ACCOUNT,
  region: REGION,
  ip: asking.ip,
  userAgent: asking.userAgent,
  clientId: CLIENT_ID,
});

const CONFIRMS = "c";

/** The code of a request, typed in. Its id tells the request's. */
export const confirmed = (asking: Asking, atMs: number): Observation => ({
  id: `${asking.id}${CONFIRMS}`,
  atMs,
  source: asking.isHosted ? "cognito-hosted-ui" : "cognito-api",
  kind: "sms-confirmed",
  action: asking.isHosted ? asking.errand.hostedConfirmation : asking.errand.apiConfirmation,
  outcome: "success",
  delivery: "none",
  account: ACCOUNT,
  region: REGION,
  ip: asking.ip,
  userAgent: asking.userAgent,
  clientId: CLIENT_ID,
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
