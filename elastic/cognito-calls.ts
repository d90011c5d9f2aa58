import { COGNITO_CALLS, SIGN_IN_CALLS } from "../lambda/core/sources/cognito-api";
import { HOSTED_UI_PAGES, HOSTED_UI_SIGN_IN } from "../lambda/core/sources/cognito-hosted-ui";

export const COGNITO = "cognito-idp.amazonaws.com";

const except = (names: readonly string[], left: readonly string[]): readonly string[] =>
  names.filter((name) => !left.includes(name));

const confirms = (name: string): boolean => /^(?:Confirm|Verify)/.test(name);
/** Its caller types no code in. */
const confirmsByOrder = (name: string): boolean => name === "AdminConfirmSignUp";

const calls = except(COGNITO_CALLS, SIGN_IN_CALLS);
const pages = except(HOSTED_UI_PAGES, HOSTED_UI_SIGN_IN);

/** Calls that ask for a code whatever comes back: of the API, and of the hosted UI's pages. */
export const ASKING_CALLS = calls.filter((name) => !confirms(name) && !confirmsByOrder(name));
export const ASKING_PAGES = pages.filter((name) => !confirms(name));

/** Calls by which a code is typed in. */
export const CONFIRMING_CALLS = calls.filter(confirms);
export const CONFIRMING_PAGES = pages.filter(confirms);

/** Calls that ask for a code only where they are answered with an SMS challenge. */
export const SIGN_INS = SIGN_IN_CALLS;
/** Of these, the ones that may answer such a challenge. */
export const CHALLENGE_ANSWERS = SIGN_IN_CALLS.filter((name) => name.includes("Respond"));
