import { cognitoHostedUi } from "../../../../lambda/core/sources/cognito-hosted-ui";
import { parseRecord } from "../../../../lambda/core/sources";
import { cognitoTarget } from "../../../../lambda/core/rules/matching";
import { fixture, type Json } from "../../../support/fixtures";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const POOL = "us-east-1_Ex4mpleQ7";
const CLIENT = "1example23456789abcdefghij";

const pools = (pool: object) => ({ userPools: { [POOL]: { clients: [], ...pool } } });
const NO_POOL = {};
const SMS = pools({ delivers: "sms" });
const EMAIL = pools({ delivers: "email" });
const SMS_MFA = pools({ delivers: "both", smsMfa: true });

const parse = (page: string, config: object = NO_POOL, change: object = {}) =>
  cognitoHostedUi.parse(
    { ...fixture(`cloudtrail/cognito-idp/hosted-ui-${page}`), ...change },
    contextOf(config),
  );

const seen = (page: string, config?: object, change?: object) => {
  const { kind, action, outcome, delivery } = onlyObservation(parse(page, config, change));
  return [kind, action, outcome, delivery].join(" ");
};

/** The page's own data with parts replaced. */
function withData(page: string, change: (data: Json) => object): object {
  const data = fixture(`cloudtrail/cognito-idp/hosted-ui-${page}`).additionalEventData as Json;
  return { additionalEventData: { ...data, ...change(data) } };
}

const answered = (page: string, status: unknown): object =>
  withData(page, () => ({ responseParameters: { status } }));

const withClient = (clientId: unknown): object =>
  withData("signup-post", ({ requestParameters }) => ({
    requestParameters: { ...(requestParameters as Json), client_id: clientId },
  }));

describe("cognito-hosted-ui", () => {
  it("reads a whole record", () => {
    expect(onlyObservation(parse("signup-post", SMS))).toEqual({
      id: "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00041",
      atMs: Date.parse("2026-11-22T03:12:40Z"),
      source: "cognito-hosted-ui",
      kind: "sms-requested",
      action: "Signup_POST",
      outcome: "success",
      delivery: "sms",
      account: "111122223333",
      region: "us-east-1",
      ip: "198.51.100.77",
      userAgent: expect.stringContaining("iPhone") as string,
      principal: undefined,
      userPoolId: POOL,
      clientId: CLIENT,
    });
  });

  it.each([
    ["signup-post", "sms-requested Signup_POST success possible"],
    ["resend-code-post", "sms-requested ResendCode_POST success possible"],
    ["forgot-password-post", "sms-requested ForgotPassword_POST success possible"],
    ["forgot-password-post-throttled", "sms-requested ForgotPassword_POST throttled possible"],
    ["confirm-post", "sms-confirmed Confirm_POST success none"],
    ["confirm-forgot-password-post", "sms-confirmed ConfirmForgotPassword_POST success none"],
  ])("reads %s as %s", (page, expected) => {
    expect(seen(page)).toBe(expected);
  });

  it("tells what a code goes out by from the configuration alone", () => {
    expect(seen("signup-post", SMS)).toMatch(/ sms$/);
    expect(seen("signup-post", EMAIL)).toMatch(/ none$/);
    expect(seen("signup-post", SMS_MFA)).toMatch(/ possible$/);
  });

  it("does not believe the form about the medium: the caller fills it in", () => {
    const change = withData("signup-post", ({ requestParameters }) => ({
      requestParameters: { ...(requestParameters as Json), deliveryMedium: ["EMAIL"] },
    }));
    expect(seen("signup-post", SMS, change)).toMatch(/ sms$/);
  });

  it("requests a text by signing in only where that is known to, and elsewhere may", () => {
    for (const config of [SMS, EMAIL, NO_POOL]) {
      expect(seen("cognito-authentication", config)).toMatch(/^sign-in .* success possible$/);
      expect(seen("mfa-option-post", config)).toMatch(/^sign-in .* success possible$/);
      expect(seen("mfa-post", config)).toMatch(/^sign-in .* success none$/);
    }
    const refused = { errorCode: "NotAuthorizedException" };
    expect(reasonOf(parse("cognito-authentication", SMS, refused))).toMatch(/a refused sign-in$/);
    expect(parse("mfa-post", SMS, answered("mfa-post", 200)).kind).toBe("irrelevant");
    expect(seen("cognito-authentication", SMS_MFA)).toMatch(/^sms-requested .* possible$/);
    expect(seen("mfa-option-post", SMS_MFA)).toMatch(/^sms-requested .* possible$/);
    expect(seen("mfa-post", SMS_MFA)).toBe("sms-confirmed Mfa_POST success none");
  });

  it("takes for a confirmation only a code after which the browser is sent on", () => {
    expect(reasonOf(parse("confirm-post-wrong-code"))).toBe(
      "irrelevant: a code that was not accepted",
    );
    for (const status of [200, 204, 303, 400, 429, 500, undefined, null, "", {}, [302]]) {
      expect(parse("confirm-post", NO_POOL, answered("confirm-post", status)).kind).toBe(
        "irrelevant",
      );
    }
    for (const status of [302, 302.0, "302"]) {
      expect(seen("confirm-post", NO_POOL, answered("confirm-post", status))).toMatch(/^sms-conf/);
    }
    for (const wrong of [{ errorCode: "CodeMismatchException" }, { errorMessage: "Invalid code" }])
      expect(parse("confirm-post", NO_POOL, wrong).kind).toBe("irrelevant");
    expect(parse("mfa-post", SMS_MFA, answered("mfa-post", 200)).kind).toBe("irrelevant");
  });

  it.each<[object, string]>([
    [{ errorCode: "TooManyRequestsException" }, "throttled"],
    [{ errorCode: "UsernameExistsException" }, "failure"],
    [{ errorMessage: "Invalid phone number" }, "failure"],
    [answered("signup-post", 429), "throttled"],
    [answered("signup-post", 400), "failure"],
    [answered("signup-post", 200), "success"],
    [answered("signup-post", undefined), "success"],
    [{ errorCode: "", errorMessage: "" }, "success"],
  ])("tells the outcome of %j: %s", (change, outcome) => {
    expect(onlyObservation(parse("signup-post", NO_POOL, change)).outcome).toBe(outcome);
  });

  it("leaves out pages that are looked at", () => {
    for (const page of ["login-get", "confirm-get"]) {
      expect(reasonOf(parse(page))).toMatch(/^irrelevant: sends and confirms no code: \w+_GET$/);
    }
  });

  it("leaves out a page's name on a record that is no service event", () => {
    for (const eventType of ["AwsApiCall", null, undefined]) {
      expect(reasonOf(parse("signup-post", NO_POOL, { eventType }))).toMatch(/no service event/);
    }
  });

  it.each<[unknown, string | undefined]>([
    [[CLIENT], CLIENT],
    [CLIENT, CLIENT],
    [[CLIENT, CLIENT], CLIENT],
    [[CLIENT, "another"], undefined],
    [[], undefined],
    [["HIDDEN_DUE_TO_SECURITY_REASONS"], undefined],
    [["a b"], undefined],
    [[{ a: 1 }], undefined],
    [null, undefined],
    [undefined, undefined],
  ])("reads the app client in %j as %s", (given, expected) => {
    expect(onlyObservation(parse("signup-post", NO_POOL, withClient(given))).clientId).toBe(
      expected,
    );
  });

  it("finds the pool by its app client where the record names none", () => {
    const change = withData("signup-post", () => ({
      userPoolId: "HIDDEN_DUE_TO_SECURITY_REASONS",
    }));
    const config = pools({ delivers: "sms", clients: [CLIENT] });
    expect(onlyObservation(parse("signup-post", config, change))).toMatchObject({
      userPoolId: POOL,
      delivery: "sms",
    });
  });

  it("survives a record whose data is hidden, and still counts its address", () => {
    for (const additionalEventData of ["HIDDEN_DUE_TO_SECURITY_REASONS", null, [], 7]) {
      const result = parse("signup-post", SMS, { additionalEventData });
      expect(onlyObservation(result)).toMatchObject({
        ip: "198.51.100.77",
        delivery: "possible",
        clientId: undefined,
        userPoolId: undefined,
      });
    }
  });

  it("refuses a page without a time", () => {
    expect(parse("signup-post", NO_POOL, { eventTime: "soon" }).kind).toBe("malformed");
  });

  it("has the same target as the same app client's calls of the API", () => {
    const context = contextOf(SMS);
    const [page, call] = ["hosted-ui-signup-post", "sign-up-sms"].map((name) =>
      onlyObservation(parseRecord(fixture(`cloudtrail/cognito-idp/${name}`), context)[0]),
    );
    expect(page!.source).toBe("cognito-hosted-ui");
    expect(call!.source).toBe("cognito-api");
    expect(cognitoTarget(page!)).toBe(cognitoTarget(call!));
  });
});
