import { cognitoApi } from "../../../../lambda/core/sources/cognito-api";
import { fixture } from "../../../support/fixtures";
import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const POOL = "us-east-1_Ex4mpleQ7";
const CLIENT = "1example23456789abcdefghij";

const pools = (pool: object) => ({ userPools: { [POOL]: { clients: [CLIENT], ...pool } } });
const NO_POOL = {};
const SMS = pools({ delivers: "sms" });
const EMAIL = pools({ delivers: "email" });
const BOTH = pools({ delivers: "both" });
const SMS_MFA = pools({ delivers: "sms", smsMfa: true });

const parse = (variant: string, config: object = NO_POOL, change: object = {}) =>
  cognitoApi.parse(
    { ...fixture(`cloudtrail/cognito-idp/${variant}`), ...change },
    contextOf(config),
  );

const seen = (variant: string, config?: object, change?: object) => {
  const { kind, action, outcome, delivery } = onlyObservation(parse(variant, config, change));
  return [kind, action, outcome, delivery].join(" ");
};

describe("cognito-api", () => {
  it("reads a whole record", () => {
    expect(onlyObservation(parse("forgot-password-success", SMS))).toEqual({
      id: "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00001",
      atMs: Date.parse("2026-11-22T03:10:01Z"),
      source: "cognito-api",
      kind: "sms-requested",
      action: "ForgotPassword",
      outcome: "success",
      delivery: "sms",
      account: "111122223333",
      region: "us-east-1",
      ip: "198.51.100.23",
      userAgent: expect.stringContaining("iPhone") as string,
      principal: undefined,
      clientId: CLIENT,
      userPoolId: POOL,
      subject: "c4d8e4f8-1021-70ab-4c5d-example00001",
    });
  });

  it("tells whom a confirmation is about", () => {
    for (const name of ["confirm-sign-up", "respond-to-auth-challenge-sms-mfa"]) {
      expect(onlyObservation(parse(name)).subject).toBe("c4d8e4f8-1021-70ab-4c5d-example00001");
    }
  });

  it.each([
    "HIDDEN_DUE_TO_SECURITY_REASONS",
    "",
    "somebody",
    `c4d8e4f8-1021-70ab-4c5d-${"0".repeat(5000)}`,
    "c4d8e4f8-1021-70ab-4c5d-00000000000\n",
    "c4d8e4f8-1021-70ab-4c5d-00000000000é",
    ["c4d8e4f8-1021-70ab-4c5d-000000000001"],
    { toString: "c4d8e4f8-1021-70ab-4c5d-000000000001" },
    7,
    null,
  ])("takes %j for no subject", (sub) => {
    const change = { additionalEventData: { sub } };
    expect(onlyObservation(parse("confirm-sign-up", NO_POOL, change)).subject).toBeUndefined();
  });

  it.each<[string, object, true | undefined]>([
    ["confirm-sign-up", NO_POOL, undefined],
    ["confirm-sign-up", BOTH, undefined],
    ["confirm-sign-up", SMS, true],
    ["confirm-forgot-password", SMS, true],
    ["verify-user-attribute", NO_POOL, true],
    ["verify-user-attribute", EMAIL, true],
    ["respond-to-auth-challenge-sms-mfa", NO_POOL, true],
    ["respond-to-auth-challenge-sms-mfa", EMAIL, true],
  ])("tells of %s, in %j, whether its code came by text: %s", (variant, config, expected) => {
    expect(onlyObservation(parse(variant, config)).isOfText).toBe(expected);
  });

  it.each(["confirm-sign-up", "confirm-forgot-password"])(
    "leaves out %s where the pool sends e-mail only",
    (variant) => {
      expect(reasonOf(parse(variant, EMAIL))).toBe("irrelevant: a code that came by e-mail");
    },
  );

  it("leaves open by what the code of a hidden attribute came", () => {
    const requestParameters = "HIDDEN_DUE_TO_SECURITY_REASONS";
    const result = parse("verify-user-attribute", NO_POOL, { requestParameters });
    expect(onlyObservation(result)).toMatchObject({ kind: "sms-confirmed", isOfText: undefined });
  });

  it.each([
    ["forgot-password-success", "sms-requested ForgotPassword success sms"],
    ["forgot-password-email", "sms-requested ForgotPassword success none"],
    ["forgot-password-response-omitted", "sms-requested ForgotPassword success possible"],
    ["forgot-password-response-hidden", "sms-requested ForgotPassword success possible"],
    ["forgot-password-ipv6", "sms-requested ForgotPassword success possible"],
    ["forgot-password-throttled", "sms-requested ForgotPassword throttled possible"],
    ["forgot-password-user-not-found", "sms-requested ForgotPassword failure possible"],
    ["admin-reset-user-password", "sms-requested AdminResetUserPassword success possible"],
    ["sign-up-sms", "sms-requested SignUp success sms"],
    ["sign-up-email", "sms-requested SignUp success none"],
    ["sign-up-too-many-requests", "sms-requested SignUp throttled possible"],
    ["resend-confirmation-code", "sms-requested ResendConfirmationCode success sms"],
    ["admin-create-user-sms", "sms-requested AdminCreateUser success sms"],
    ["admin-create-user-suppress", "sms-requested AdminCreateUser success none"],
    ["admin-create-user-email", "sms-requested AdminCreateUser success none"],
    [
      "get-user-attribute-verification-code",
      "sms-requested GetUserAttributeVerificationCode success sms",
    ],
    [
      "get-user-attribute-verification-code-email",
      "sms-requested GetUserAttributeVerificationCode success none",
    ],
    ["update-user-attributes-phone", "sms-requested UpdateUserAttributes success sms"],
    ["update-user-attributes-name", "sms-requested UpdateUserAttributes success none"],
    ["update-user-attributes-hidden", "sms-requested UpdateUserAttributes success possible"],
    ["admin-update-user-attributes", "sms-requested AdminUpdateUserAttributes success possible"],
    ["initiate-auth-response-omitted", "sign-in InitiateAuth success possible"],
    ["respond-to-auth-challenge-totp", "sign-in RespondToAuthChallenge success none"],
    ["initiate-auth-sms-mfa", "sms-requested InitiateAuth success sms"],
    ["admin-initiate-auth-sms-otp", "sms-requested AdminInitiateAuth success sms"],
    [
      "respond-to-auth-challenge-password-verifier",
      "sms-requested RespondToAuthChallenge success sms",
    ],
    ["respond-to-auth-challenge-sms-mfa", "sms-confirmed RespondToAuthChallenge success none"],
    [
      "admin-respond-to-auth-challenge-sms-mfa",
      "sms-confirmed AdminRespondToAuthChallenge success none",
    ],
    ["confirm-sign-up", "sms-confirmed ConfirmSignUp success none"],
    ["confirm-forgot-password", "sms-confirmed ConfirmForgotPassword success none"],
    ["verify-user-attribute", "sms-confirmed VerifyUserAttribute success none"],
  ])("reads %s as %s", (variant, expected) => {
    expect(seen(variant)).toBe(expected);
  });

  it.each([
    ["hosted-ui-signup-post", "a hosted UI event"],
    ["get-user", "sends and confirms no code: GetUser"],
    ["admin-confirm-sign-up", "an administrator confirmed: no code was typed in"],
    ["confirm-sign-up-wrong-code", "a code that was not accepted"],
    ["respond-to-auth-challenge-wrong-code", "a code that was not accepted"],
    ["verify-user-attribute-email", "the confirmation of an e-mail address"],
    ["initiate-auth-failure", "a refused sign-in"],
    ["initiate-auth-signed-in", "a sign-in that sends no text"],
    ["initiate-auth-refresh-token", "a sign-in that sends no text"],
    ["initiate-auth-srp", "a sign-in that sends no text"],
  ])("leaves out %s", (variant, reason) => {
    expect(reasonOf(parse(variant))).toBe(`irrelevant: ${reason}`);
  });

  it.each([
    ["forgot-password-response-omitted", SMS, "sms"],
    ["forgot-password-response-omitted", EMAIL, "none"],
    ["forgot-password-response-omitted", BOTH, "possible"],
    ["forgot-password-throttled", SMS, "sms"],
    ["forgot-password-email", SMS, "none"],
    ["sign-up-sms", EMAIL, "sms"],
    ["admin-reset-user-password", EMAIL, "none"],
    ["admin-update-user-attributes", SMS, "sms"],
    ["admin-create-user-email", SMS, "none"],
    ["update-user-attributes-name", SMS, "none"],
  ])(
    "asks the configuration only where the record of %s is silent",
    (variant, config, delivery) => {
      expect(onlyObservation(parse(variant, config)).delivery).toBe(delivery);
    },
  );

  it.each([
    ["initiate-auth-response-omitted", "InitiateAuth success sms"],
    ["initiate-auth-failure", "InitiateAuth failure sms"],
    ["initiate-auth-signed-in", "InitiateAuth success none"],
    ["initiate-auth-refresh-token", "InitiateAuth success none"],
    ["initiate-auth-srp", "InitiateAuth success none"],
    ["initiate-auth-sms-mfa", "InitiateAuth success sms"],
    ["respond-to-auth-challenge-password-verifier", "RespondToAuthChallenge success sms"],
  ])("counts sign-ins of a pool that texts its users: %s", (variant, expected) => {
    expect(seen(variant, SMS_MFA)).toBe(`sms-requested ${expected}`);
  });

  it.each([
    ["initiate-auth-response-omitted", { authFlow: "USER_AUTH" }, "possible"],
    ["initiate-auth-response-omitted", { authFlow: "HIDDEN_DUE_TO_SECURITY_REASONS" }, "possible"],
    ["initiate-auth-srp", { authFlow: "CUSTOM_AUTH" }, "possible"],
    ["respond-to-auth-challenge-totp", { challengeName: "PASSWORD_VERIFIER" }, "possible"],
    ["respond-to-auth-challenge-totp", { challengeName: "SELECT_MFA_TYPE" }, "possible"],
    ["respond-to-auth-challenge-totp", {}, "possible"],
    ["respond-to-auth-challenge-totp", { challengeName: "EMAIL_OTP" }, "none"],
    ["respond-to-auth-challenge-totp", { challengeName: "WEB_AUTHN" }, "none"],
    ["respond-to-auth-challenge-totp", { challengeName: "DEVICE_PASSWORD_VERIFIER" }, "none"],
    ["respond-to-auth-challenge-totp", { challengeName: "CUSTOM_CHALLENGE" }, "none"],
  ])("reads %s with %j, whose answer is hidden, as a sign-in: %s", (variant, request, delivery) => {
    for (const responseElements of [null, "HIDDEN_DUE_TO_SECURITY_REASONS", {}]) {
      const change = { requestParameters: { clientId: CLIENT, ...request }, responseElements };
      const read = onlyObservation(parse(variant, NO_POOL, change));
      expect(read).toMatchObject({ kind: "sign-in", delivery, clientId: CLIENT });
    }
    for (const responseElements of [
      { authenticationResult: "HIDDEN_DUE_TO_SECURITY_REASONS" },
      { challengeName: "SOFTWARE_TOKEN_MFA" },
    ]) {
      const change = { requestParameters: { clientId: CLIENT, ...request }, responseElements };
      const isOwnDone =
        "challengeName" in request &&
        request.challengeName === "CUSTOM_CHALLENGE" &&
        "authenticationResult" in responseElements;
      expect(parse(variant, NO_POOL, change).kind).toBe(isOwnDone ? "observations" : "irrelevant");
    }
  });

  it.each([
    ["USER_AUTH", null],
    ["CUSTOM_AUTH", null],
    ["CUSTOM_AUTH", { challengeName: "CUSTOM_CHALLENGE", session: "HIDDEN" }],
  ])(
    "reads %s answered by %j as a sign-in that needs no password",
    (authFlow, responseElements) => {
      const change = { requestParameters: { clientId: CLIENT, authFlow }, responseElements };
      const read = onlyObservation(parse("initiate-auth-response-omitted", NO_POOL, change));
      expect(read).toMatchObject({ kind: "sign-in", delivery: "possible", isPasswordless: true });
    },
  );

  it("reads the pool's own challenge as completed once it led to tokens, whatever the pool", () => {
    const requestParameters = { clientId: CLIENT, challengeName: "CUSTOM_CHALLENGE" };
    const answers = (responseElements: JsonObject) =>
      parse("respond-to-auth-challenge-totp", SMS_MFA, { requestParameters, responseElements });
    const done = answers({ authenticationResult: "HIDDEN_DUE_TO_SECURITY_REASONS" });
    expect(onlyObservation(done)).toMatchObject({ kind: "sign-in", delivery: "none" });
    const again = answers({ challengeName: "CUSTOM_CHALLENGE" });
    expect(onlyObservation(again)).toMatchObject({ kind: "sms-requested", delivery: "none" });
  });

  it("sees that a sign-in of such a pool led to another challenge", () => {
    const responseElements = { challengeName: "SOFTWARE_TOKEN_MFA" };
    expect(seen("initiate-auth-sms-mfa", SMS_MFA, { responseElements })).toMatch(/ none$/);
  });

  it("counts the answer to an SMS challenge that leads to another one as a request", () => {
    const responseElements = { challengeName: "SMS_MFA" };
    expect(seen("respond-to-auth-challenge-sms-mfa", NO_POOL, { responseElements })).toBe(
      "sms-requested RespondToAuthChallenge success sms",
    );
  });

  it.each([
    [["SMS", "EMAIL"], "sms"],
    [["EMAIL", "PIGEON"], "possible"],
    [[], "possible"],
    ["EMAIL", "possible"],
    [[null], "possible"],
    [["__proto__"], "possible"],
  ])("invites by %j: %s", (desiredDeliveryMediums, delivery) => {
    const requestParameters = { userPoolId: POOL, desiredDeliveryMediums };
    const result = parse("admin-create-user-sms", NO_POOL, { requestParameters });
    expect(onlyObservation(result).delivery).toBe(delivery);
  });

  it.each([
    [[{ deliveryMedium: "EMAIL" }, { deliveryMedium: "SMS" }], "sms"],
    [[{ deliveryMedium: "EMAIL" }], "none"],
    [[{ deliveryMedium: "EMAIL" }, "HIDDEN_DUE_TO_SECURITY_REASONS"], "possible"],
    [[], "possible"],
  ])("judges several messages of one change together: %j", (codeDeliveryDetailsList, delivery) => {
    const change = { responseElements: { codeDeliveryDetailsList } };
    const result = parse("update-user-attributes-hidden", NO_POOL, change);
    expect(onlyObservation(result).delivery).toBe(delivery);
  });

  it("does not take a change for harmless when the name of an attribute is hidden", () => {
    const userAttributes = [{ name: "email" }, { name: "HIDDEN_DUE_TO_SECURITY_REASONS" }];
    const change = { requestParameters: { userAttributes }, responseElements: null };
    const result = parse("update-user-attributes-name", NO_POOL, change);
    expect(onlyObservation(result).delivery).toBe("possible");
  });

  it("fills in the pool only where the configuration maps the client", () => {
    const other = { userPools: { [POOL]: { delivers: "sms", clients: ["another"] } } };
    expect(onlyObservation(parse("forgot-password-success", other)).userPoolId).toBeUndefined();
    expect(onlyObservation(parse("forgot-password-success", SMS)).userPoolId).toBe(POOL);
    expect(onlyObservation(parse("admin-reset-user-password")).userPoolId).toBe(POOL);
  });

  it("looks pools up among those configured, not among what objects inherit", () => {
    for (const userPoolId of ["__proto__", "constructor", "toString"]) {
      const change = { requestParameters: { userPoolId } };
      expect(onlyObservation(parse("admin-reset-user-password", SMS, change))).toMatchObject({
        delivery: "possible",
        userPoolId,
      });
    }
  });

  it("drops ids that are hidden or cannot be ones", () => {
    for (const clientId of ["HIDDEN_DUE_TO_SECURITY_REASONS", "x".repeat(129), "a\nb", 7, {}]) {
      const change = { requestParameters: { clientId } };
      expect(onlyObservation(parse("forgot-password-success", SMS, change))).toMatchObject({
        clientId: undefined,
        userPoolId: undefined,
      });
    }
  });

  it("takes a record without eventType for an API call, and refuses other types", () => {
    expect(seen("confirm-sign-up", NO_POOL, { eventType: undefined })).toMatch(/^sms-confirmed/);
    expect(reasonOf(parse("confirm-sign-up", NO_POOL, { eventType: "AwsCloudTrailInsight" }))).toBe(
      "irrelevant: no API call but AwsCloudTrailInsight",
    );
  });

  it("refuses a sending call without a time, and does not mind one that sends nothing", () => {
    expect(reasonOf(parse("sign-up-sms", NO_POOL, { eventTime: "yesterday" }))).toBe(
      "malformed: eventTime is not an ISO 8601 time: yesterday",
    );
    expect(reasonOf(parse("get-user", NO_POOL, { eventTime: "yesterday" }))).toMatch(/^irrelevant/);
  });
});
