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

const twice = (text: string): [string, string] => [text, text];

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

const madeUp = (name: string): Json => fixture(`cloudtrail/cognito-idp/${name}.not-recorded`);

const kindOf = (record: Json, config: object = NO_POOL): string => {
  const result = cognitoHostedUi.parse(record, contextOf(config));
  if (result.kind !== "observations") return reasonOf(result)!;
  const { kind, outcome, delivery } = onlyObservation(result);
  return [kind, outcome, delivery].join(" ");
};

/** A record with another form and answer. */
function refilled(record: Json, form: object, response: object = {}): Json {
  const data = record.additionalEventData as Json;
  const responseParameters = { ...(data.responseParameters as Json), ...response };
  return {
    ...record,
    additionalEventData: {
      ...data,
      responseParameters,
      requestParameters: { ...(data.requestParameters as Json), ...form },
    },
  };
}

describe("managed login", () => {
  const BEGUN = "sign-in success possible";
  const COMPLETED = "sign-in success none";
  const POSSIBLE = "sms-requested success possible";
  const CONFIRMED = "sms-confirmed success none";

  it.each([
    ["signup-post", POSSIBLE, POSSIBLE],
    ["signup-confirm-post", CONFIRMED, CONFIRMED],
    ["signup-confirm-post-wrong-code", ...twice("irrelevant: a code that was not accepted")],
    ["forgot-password-post", POSSIBLE, POSSIBLE],
    ["forgot-password-post-throttled", ...twice("sms-requested throttled possible")],
    ["forgot-password-post-code", CONFIRMED, CONFIRMED],
    ["forgot-password-post-wrong-code", POSSIBLE, POSSIBLE],
    ["mfa-phone-register-post", ...twice("sms-requested success sms")],
    ["mfa-phone-resend-code-post", ...twice("sms-requested success sms")],
    ["login-post", BEGUN, POSSIBLE],
    ["login-continue-post", BEGUN, POSSIBLE],
    ["select-challenge-post", BEGUN, POSSIBLE],
    ["mfa-options-post", BEGUN, POSSIBLE],
    ["mfa-phone-verify-post", COMPLETED, CONFIRMED],
    ["verify-code-post", COMPLETED, CONFIRMED],
    ["mfa-totp-post", ...twice("irrelevant: sends and confirms no code: mfa_totp_POST")],
  ])("reads %s as %s, where signing in sends a text as %s", (name, anywhere, withMfa) => {
    const record = madeUp(`managed-login-${name}`);
    expect(kindOf(record)).toBe(anywhere);
    expect(kindOf(record, SMS_MFA)).toBe(withMfa);
  });

  it("knows each name by its case: the classic hosted UI's are others", () => {
    const record = madeUp("managed-login-signup-post");
    for (const eventName of ["SIGNUP_POST", "SignUp_POST", "signup_post", "signup_Confirm_POST"]) {
      expect(kindOf({ ...record, eventName })).toMatch(/^irrelevant: sends and confirms no code/);
    }
  });

  it("names pool and app client as the classic hosted UI does", () => {
    const result = cognitoHostedUi.parse(madeUp("managed-login-signup-post"), contextOf(SMS));
    expect(onlyObservation(result)).toMatchObject({
      action: "signup_POST",
      delivery: "sms",
      userPoolId: POOL,
      clientId: CLIENT,
      ip: "198.51.100.77",
    });
  });

  describe("forgotPassword_POST", () => {
    const asked = madeUp("managed-login-forgot-password-post");
    const typed = madeUp("managed-login-forgot-password-post-code");

    it.each(["code", "Code", "confirmation_code", "confirmationCode", "verificationCode", "otp"])(
      "confirms where the form holds a field %s",
      (field) => {
        expect(kindOf(refilled(asked, { [field]: ["HIDDEN_DUE_TO_SECURITY_REASONS"] }))).toBe(
          CONFIRMED,
        );
      },
    );

    it.each([
      "code_challenge",
      "country_code",
      "codes",
      "decode",
      "password",
      "reset_my_password",
      "constructor",
    ])("asks for a code although the form holds a field %s", (field) => {
      expect(kindOf(refilled(asked, { [field]: ["HIDDEN_DUE_TO_SECURITY_REASONS"] }))).toBe(
        POSSIBLE,
      );
    });

    it.each([[[]], [[""]], [""], [null], [[null, ""]]])(
      "asks for a code where the field for it holds %j",
      (code) => {
        expect(kindOf(refilled(asked, { code }))).toBe(POSSIBLE);
      },
    );

    it("looks at no field's value: the code may be anything that is filled in", () => {
      for (const code of ["123456", ["x"], ["HIDDEN_DUE_TO_SECURITY_REASONS"], 7]) {
        expect(kindOf(refilled(asked, { code }))).toBe(CONFIRMED);
      }
    });

    it("counts as a request whatever is not surely an accepted code", () => {
      for (const status of [200, 204, 303, undefined, null, "", [302]]) {
        expect(kindOf(refilled(typed, {}, { status }))).toBe(POSSIBLE);
      }
      expect(kindOf(refilled(typed, {}, { status: 429 }))).toBe("sms-requested throttled possible");
      for (const change of [{ errorCode: "CodeMismatchException" }, { errorMessage: "Invalid" }]) {
        expect(kindOf({ ...typed, ...change })).toBe("sms-requested failure possible");
      }
      for (const additionalEventData of [null, [], "HIDDEN_DUE_TO_SECURITY_REASONS"]) {
        expect(kindOf({ ...typed, additionalEventData })).toBe(POSSIBLE);
      }
    });

    it("goes out as the pool's codes do", () => {
      expect(kindOf(asked, SMS)).toBe("sms-requested success sms");
      expect(kindOf(asked, EMAIL)).toBe("sms-requested success none");
    });
  });
});

describe("MfaRegister_POST", () => {
  const typed = madeUp("hosted-ui-mfa-register-post");
  const phone = madeUp("hosted-ui-mfa-register-post-phone");

  it("begins or completes a sign-in where signing in is not known to send a text", () => {
    expect(kindOf(phone, SMS)).toBe("sign-in success possible");
    expect(kindOf(typed, SMS)).toBe("sign-in success none");
    expect(kindOf(refilled(typed, {}, { status: 200 }), SMS)).toBe("sign-in success possible");
  });

  it("confirms with a code that was accepted, and asks for one in any other case", () => {
    expect(kindOf(typed, SMS_MFA)).toBe("sms-confirmed success none");
    expect(kindOf(phone, SMS_MFA)).toBe("sms-requested success possible");
    expect(kindOf(refilled(typed, {}, { status: 200 }), SMS_MFA)).toBe(
      "sms-requested success possible",
    );
  });
});

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

  const form = (fields: object): object =>
    withData("confirm-post", ({ requestParameters }) => ({
      requestParameters: { ...(requestParameters as Json), ...fields },
    }));

  it.each<[unknown]>([[["EMAIL"]], ["EMAIL"], [["SMS", "EMAIL"]]])(
    "leaves out a confirmation whose form says that the code came by e-mail: %j",
    (deliveryMedium) => {
      expect(reasonOf(parse("confirm-post", SMS, form({ deliveryMedium })))).toBe(
        "irrelevant: a code that came by e-mail",
      );
    },
  );

  it("does not believe a form that says the code came by text", () => {
    const open = onlyObservation(parse("confirm-post", NO_POOL));
    expect(open).toMatchObject({ kind: "sms-confirmed", isOfText: undefined });
    expect(onlyObservation(parse("confirm-post", SMS)).isOfText).toBe(true);
    expect(reasonOf(parse("confirm-post", EMAIL))).toBe("irrelevant: a code that came by e-mail");
  });

  const SUB = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";

  it.each<[unknown, string | undefined]>([
    [[SUB], SUB.toLowerCase()],
    [SUB, SUB.toLowerCase()],
    [[SUB, SUB], SUB.toLowerCase()],
    [[SUB, "a1b2c3d4-5678-90ab-cdef-EXAMPLE11112"], undefined],
    [["HIDDEN_DUE_TO_SECURITY_REASONS"], undefined],
    [[], undefined],
    [[{}], undefined],
    [undefined, undefined],
  ])("reads whom the form %j is about as %s", (sub, expected) => {
    expect(onlyObservation(parse("confirm-post", NO_POOL, form({ sub }))).subject).toBe(expected);
  });

  it("believes AWS's own field before the form's", () => {
    const own = "c4d8e4f8-1021-70ab-4c5d-000000000001";
    const change = withData("confirm-post", () => ({ sub: own }));
    expect(onlyObservation(parse("confirm-post", NO_POOL, change)).subject).toBe(own);
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
