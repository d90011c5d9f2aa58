import { observed } from "../incidents";
import { cognitoCall, REGION } from "../records";
import { SIGN_IN_CLIENT, signInBegun, signInCompleted, signIns, type SignInFlow } from "./sign-ins";

const CHALLENGE: Readonly<Record<SignInFlow, string>> = {
  USER_PASSWORD_AUTH: "SOFTWARE_TOKEN_MFA",
  CUSTOM_AUTH: "CUSTOM_CHALLENGE",
  USER_AUTH: "SMS_OTP",
};

const FLOWS = Object.keys(CHALLENGE) as SignInFlow[];

test.each(FLOWS)("%s is what the source makes of records that hide their answers", (flow) => {
  const sub = "c4d8e4f8-1021-70ab-4c5d-000000000001";
  const atMs = Date.UTC(2026, 9, 5, 8);
  const ip = "203.0.113.7";
  const userAgent = "kept as it is/1.0";
  const call = { ip, userAgent, sub, clientId: SIGN_IN_CLIENT };
  const records = [
    cognitoCall({ ...call, id: "one", action: "InitiateAuth", authFlow: flow, at: atMs }),
    cognitoCall({
      ...call,
      id: "onec",
      action: "RespondToAuthChallenge",
      challengeName: CHALLENGE[flow],
      at: atMs + 30_000,
    }),
  ];
  const signingIn = { id: "ct:one", atMs, ip, userAgent, subject: sub, flow };
  const made = [signInBegun(signingIn), signInCompleted(signingIn, atMs + 30_000)];
  // The records are of another Region than the business.
  const region = REGION;
  expect(observed(records)).toEqual(made.map((each) => ({ ...each, region })));
});

test("people sign in by all flows, and complete most that need no password", () => {
  const all = signIns("1", 60);
  const begun = all.filter(({ isPasswordless }) => isPasswordless === true);
  const done = all.filter(({ kind }) => kind === "sms-confirmed");
  const share = done.length / (begun.length / 2);
  expect(share).toBeGreaterThan(0.7);
  expect(share).toBeLessThan(0.9);
  expect(all.length).toBeGreaterThan(2 * begun.length);
});
