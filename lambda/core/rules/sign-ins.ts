import type { Observation } from "../model/observation";
import { SIGN_IN_CALLS } from "../sources/cognito-api";
import { HOSTED_UI_SIGN_IN } from "../sources/cognito-hosted-ui";

const SIGN_INS: ReadonlySet<string> = new Set([...SIGN_IN_CALLS, ...HOSTED_UI_SIGN_IN]);

/**
 * A sign-in by CUSTOM_AUTH or USER_AUTH whose record hides whether it sent a text. Anybody can begin
 * it who knows or makes up a user's name.
 */
export const isPasswordlessSignIn = ({ kind, isPasswordless }: Observation): boolean =>
  kind === "sign-in" && isPasswordless === true;

/** Any other. One that is known to send a text counts here too: so it is the same in every pool. */
export const isOtherSignIn = (observation: Observation): boolean => {
  const { kind, action, outcome } = observation;
  return kind === "sign-in"
    ? !isPasswordlessSignIn(observation)
    : kind === "sms-requested" && outcome === "success" && SIGN_INS.has(action);
};

/** Codes that end a sign-up or a reset of the password end no sign-in. */
export const isSignInCompleted = ({ kind, action, delivery }: Observation): boolean =>
  (kind === "sign-in" && delivery === "none") || (kind === "sms-confirmed" && SIGN_INS.has(action));
