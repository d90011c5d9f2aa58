/**
 * What a user is about when Cognito sends a code. People split over these in shares of their own,
 * and each has a share of codes that are typed in.
 */
export type CognitoFlow = "sign-up" | "reset" | "attribute" | "sign-in";

const CALLS: Readonly<Record<CognitoFlow, readonly string[]>> = {
  "sign-up": [
    "SignUp",
    "ResendConfirmationCode",
    "AdminCreateUser",
    "ConfirmSignUp",
    "Signup_POST",
    "ResendCode_POST",
    "Confirm_POST",
    "signup_POST",
    "signup_confirm_POST",
  ],
  reset: [
    "ForgotPassword",
    "AdminResetUserPassword",
    "ConfirmForgotPassword",
    "ForgotPassword_POST",
    "ConfirmForgotPassword_POST",
    "forgotPassword_POST",
  ],
  attribute: [
    "UpdateUserAttributes",
    "AdminUpdateUserAttributes",
    "GetUserAttributeVerificationCode",
    "VerifyUserAttribute",
  ],
  // Everything else that asks for a code or takes one is a part of a sign-in.
  "sign-in": [],
};

const FLOWS: ReadonlyMap<string, CognitoFlow> = new Map(
  (Object.keys(CALLS) as CognitoFlow[]).flatMap((flow) =>
    CALLS[flow].map((call) => [call, flow] as const),
  ),
);

/** The flow of a call of the user pools' API, or of a page, that asks for a code or takes one. */
export const flowOf = (action: string): CognitoFlow => FLOWS.get(action) ?? "sign-in";
