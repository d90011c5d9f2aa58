import { COGNITO_CALLS, SIGN_IN_CALLS } from "../../../../lambda/core/sources/cognito-api";
import { flowOf } from "../../../../lambda/core/sources/cognito-flow";
import {
  HOSTED_UI_ASKING,
  HOSTED_UI_PAGES,
  HOSTED_UI_SIGN_IN,
} from "../../../../lambda/core/sources/cognito-hosted-ui";

test("a request and its confirmation belong to one flow", () => {
  expect(flowOf("SignUp")).toBe(flowOf("ConfirmSignUp"));
  expect(flowOf("Signup_POST")).toBe(flowOf("Confirm_POST"));
  expect(flowOf("ForgotPassword")).toBe(flowOf("ConfirmForgotPassword"));
  expect(flowOf("GetUserAttributeVerificationCode")).toBe(flowOf("VerifyUserAttribute"));
  expect(flowOf("InitiateAuth")).toBe(flowOf("RespondToAuthChallenge"));
});

test("every call that is read has a flow, and only sign-ins are sign-ins", () => {
  const signIns = [...SIGN_IN_CALLS, ...HOSTED_UI_SIGN_IN];
  const phonePages = HOSTED_UI_ASKING.filter((page) => page.startsWith("mfa_phone"));
  const others = [...COGNITO_CALLS, ...HOSTED_UI_PAGES].filter(
    (call) =>
      !signIns.includes(call) && !phonePages.includes(call) && call !== "AdminConfirmSignUp",
  );
  expect(signIns.map(flowOf)).toEqual(signIns.map(() => "sign-in"));
  expect(others.filter((call) => flowOf(call) === "sign-in")).toEqual([]);
});
