import { isAdminCall } from "../lambda/core/rules/matching";
import { COGNITO_CALLS, SIGN_IN_CALLS } from "../lambda/core/sources/cognito-api";
import {
  HOSTED_UI_ASKING,
  HOSTED_UI_CONFIRMING,
  HOSTED_UI_EITHER,
} from "../lambda/core/sources/cognito-hosted-ui";

export const COGNITO = "cognito-idp.amazonaws.com";

const except = (names: readonly string[], left: readonly string[]): readonly string[] =>
  names.filter((name) => !left.includes(name));

const confirms = (name: string): boolean => /^(?:Confirm|Verify)/.test(name);
/** Its caller types no code in. */
const confirmsByOrder = (name: string): boolean => name === "AdminConfirmSignUp";

const calls = except(COGNITO_CALLS, SIGN_IN_CALLS);

/** Calls that ask for a code whatever comes back: of the API, and of the hosted UI's pages. */
export const ASKING_CALLS = calls.filter((name) => !confirms(name) && !confirmsByOrder(name));
export const ASKING_PAGES = HOSTED_UI_ASKING;

/** Calls by which a code is typed in. */
export const CONFIRMING_CALLS = calls.filter(confirms);
export const CONFIRMING_PAGES = HOSTED_UI_CONFIRMING;

/** Pages that ask for a code, or take one where the form holds it. */
export const EITHER_PAGES = HOSTED_UI_EITHER;

/** Calls that ask for a code only where they are answered with an SMS challenge. */
export const SIGN_INS = SIGN_IN_CALLS;
/** Those that anybody may make, without a key of the account. */
export const SIGN_INS_OF_USERS = {
  starts: SIGN_IN_CALLS.filter((name) => !isAdminCall(name) && name.includes("Initiate")),
  answers: SIGN_IN_CALLS.filter((name) => !isAdminCall(name) && name.includes("Respond")),
} as const;
/** Of all sign-ins, the ones that may answer such a challenge. */
export const CHALLENGE_ANSWERS = SIGN_IN_CALLS.filter((name) => name.includes("Respond"));
