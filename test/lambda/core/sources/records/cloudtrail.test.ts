import {
  arnAt,
  isCalledByOneOf,
  readCall,
  REDACTED,
  resourceIdAt,
  visibleAt,
} from "../../../../../lambda/core/sources/records/cloudtrail";
import { fixture } from "../../../../support/fixtures";
import { contextOf, LATEST_MS } from "../../../../support/parsing";

const ANONYMOUS = fixture("cloudtrail/cognito-idp/forgot-password-success");
const ROLE = fixture("cloudtrail/sms-voice/send-text-message");
const USER = fixture("cloudtrail/sms-voice/send-text-message-iam-user");

const read = (change: object, context = contextOf()) =>
  readCall("ForgotPassword", { ...ANONYMOUS, ...change }, context);

describe("readCall", () => {
  it("reads an anonymous call whole", () => {
    expect(read({})).toEqual({
      kind: "call",
      id: "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00001",
      atMs: Date.parse("2026-11-22T03:10:01Z"),
      action: "ForgotPassword",
      outcome: "success",
      account: "111122223333",
      region: "us-east-1",
      ip: "198.51.100.23",
      userAgent: expect.stringContaining("iPhone") as string,
      principal: undefined,
    });
  });

  it("names a session by the role that issued it, and a user by himself", () => {
    const context = contextOf();
    expect(readCall("SendTextMessage", ROLE, context)).toMatchObject({
      principal: "arn:aws:iam::111122223333:role/otp-backend",
    });
    expect(readCall("SendTextMessage", USER, context)).toMatchObject({
      principal: "arn:aws:iam::111122223333:user/campaigns/ana",
    });
  });

  it.each([
    [undefined, "success"],
    [null, "success"],
    ["", "success"],
    ["TooManyRequestsException", "throttled"],
    ["LimitExceededException", "throttled"],
    ["ThrottlingException", "throttled"],
    ["Throttling", "throttled"],
    ["NotAuthorizedException", "failure"],
    ["AccessDenied", "failure"],
    [{ code: "Throttling" }, "failure"],
    ["__proto__", "failure"],
  ])("takes errorCode %j for %s", (errorCode, outcome) => {
    expect(read({ errorCode })).toMatchObject({ outcome });
  });

  test.each([
    "TooManyRequestsException",
    "LimitExceededException",
    "ForbiddenException",
    "UserNotFoundException",
    "InvalidParameterException",
    "UsernameExistsException",
    "NotAuthorizedException",
    "AccessDeniedException",
    "AuthorizationErrorException",
  ])("knows that %s has sent nothing", (errorCode) => {
    expect(read({ errorCode })).toMatchObject({ isUnsent: true });
  });

  test.each([
    undefined,
    null,
    "",
    {},
    "InternalErrorException",
    "InternalError",
    "CodeDeliveryFailureException",
    "UnexpectedLambdaException",
    "UserLambdaValidationException",
    "SomethingNewException",
  ])("does not know whether %j has sent anything", (errorCode) => {
    expect(read({ errorCode })).toMatchObject({ isUnsent: undefined });
  });

  it.each([
    ["2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"],
    ["::ffff:192.0.2.9", "192.0.2.9"],
    ["cognito-idp.amazonaws.com", undefined],
    ["AWS Internal", undefined],
    [["192.0.2.9"], undefined],
    [null, undefined],
  ])("reads the address %j as %j", (sourceIPAddress, ip) => {
    expect(read({ sourceIPAddress })).toMatchObject({ ip });
  });

  it("takes the account from the recipient, else the envelope, else the caller", () => {
    const wrapped = { ...contextOf(), wrapping: { account: "444455556666" } };
    const userIdentity = { accountId: "777788889999" };
    expect(read({ userIdentity }, wrapped)).toMatchObject({ account: "111122223333" });
    const recipientAccountId = "not an account";
    expect(read({ recipientAccountId, userIdentity }, wrapped)).toMatchObject({
      account: "444455556666",
    });
    expect(read({ recipientAccountId, userIdentity })).toMatchObject({ account: "777788889999" });
    expect(read({ recipientAccountId })).toMatchObject({ account: undefined });
  });

  it.each([
    ["Nov 22, 2026 10:00:00 AM"],
    ["1795317004"],
    ["2026-02-30T10:00:00Z"],
    [""],
    [undefined],
    [null],
    [1795317004512],
    [["2026-11-22T03:10:01Z"]],
  ])("refuses the time %j", (eventTime) => {
    expect(read({ eventTime })).toMatchObject({ kind: "malformed" });
  });

  it("refuses a time before 2006 and one after the latest possible", () => {
    expect(read({ eventTime: "2005-12-31T23:59:59Z" })).toEqual({
      kind: "malformed",
      reason: "eventTime is before 2006: 2005-12-31T23:59:59Z",
    });
    expect(read({ eventTime: "2006-01-01T00:00:00Z" })).toMatchObject({ kind: "call" });
    expect(read({ eventTime: new Date(LATEST_MS).toISOString() })).toMatchObject({ kind: "call" });
    expect(read({ eventTime: new Date(LATEST_MS + 1).toISOString() })).toEqual({
      kind: "malformed",
      reason: "eventTime is in the future: 2026-11-22T20:00:00.001Z",
    });
  });

  it("shows of a wrong time no more than 60 printable characters", () => {
    const eventTime = `\u001b[31m\u202e${"é".repeat(500)}`;
    expect(read({ eventTime })).toEqual({
      kind: "malformed",
      reason: `eventTime is not an ISO 8601 time: ?[31m?${"?".repeat(54)}`,
    });
  });

  it("names a record without an id by the Elastic document, else by where it was found", () => {
    expect(read({ eventID: null })).toMatchObject({ id: "at:file.json:120" });
    const wrapped = { ...contextOf(), wrapping: { documentId: "AZq3EXAMPLE0004" } };
    expect(read({ eventID: "" }, wrapped)).toMatchObject({ id: "es:AZq3EXAMPLE0004" });
    expect(read({}, wrapped)).toMatchObject({ id: "ct:a1b2c3d4-5678-90ab-cdef-EXAMPLE00001" });
  });

  it("hashes ids that are over-long or not printable, each to an id of its own", () => {
    const idOf = (eventID: string) => {
      const call = read({ eventID });
      return call.kind === "call" ? call.id : undefined;
    };
    expect(idOf("e".repeat(200))).toBe(`ct:${"e".repeat(200)}`);
    expect(idOf("e".repeat(201))).toMatch(/^ct:[0-9A-Z]{20}$/);
    expect(idOf("e".repeat(202))).not.toBe(idOf("e".repeat(201)));
    expect(idOf("line\nbreak")).toMatch(/^ct:[0-9A-Z]{20}$/);
  });

  it("cuts the user agent at a kilobyte and leaves out an empty one", () => {
    const call = read({ userAgent: "a".repeat(5000) });
    expect(call.kind === "call" && call.userAgent).toBe("a".repeat(1024));
    expect(read({ userAgent: "" })).toMatchObject({ userAgent: undefined });
  });

  it("drops ARNs and Regions that cannot be ones", () => {
    const longest = `arn:aws:iam::111122223333:user/${"u".repeat(2017)}`;
    expect(longest).toHaveLength(2048);
    expect(read({ userIdentity: { arn: longest } })).toMatchObject({ principal: longest });
    for (const arn of [
      `${longest}u`,
      "user/ana",
      "arn:aws:iam::1:user/a b",
      "arn:\n",
      7,
      REDACTED,
    ]) {
      expect(read({ userIdentity: { arn } })).toMatchObject({ principal: undefined });
    }
    expect(read({ awsRegion: "us-east-1\n" })).toMatchObject({ region: undefined });
  });
});

describe("reading single fields", () => {
  it("takes hidden and empty texts for absent", () => {
    expect(visibleAt({ a: { b: REDACTED } }, "a", "b")).toBeUndefined();
    expect(visibleAt({ a: { b: "" } }, "a", "b")).toBeUndefined();
    expect(visibleAt({ a: { b: "text" } }, "a", "b")).toBe("text");
  });

  it("takes ids of app clients and pools, but no hidden or over-long ones", () => {
    expect(resourceIdAt({ id: "us-east-1_Ex4mpleQ7" }, "id")).toBe("us-east-1_Ex4mpleQ7");
    for (const id of [REDACTED, "x".repeat(129), "a b", "<b>", {}, null]) {
      expect(resourceIdAt({ id }, "id")).toBeUndefined();
    }
  });

  it("reads own keys only", () => {
    expect(arnAt(Object.create({ arn: "arn:aws:iam::111122223333:root" }) as never, "arn")).toBe(
      undefined,
    );
  });

  it("finds a caller by the role as well as by the session", () => {
    expect(isCalledByOneOf(ROLE, ["arn:aws:iam::111122223333:role/otp-backend"])).toBe(true);
    expect(
      isCalledByOneOf(ROLE, ["arn:aws:sts::111122223333:assumed-role/otp-backend/otp-backend"]),
    ).toBe(true);
    expect(isCalledByOneOf(ROLE, ["arn:aws:iam::111122223333:role/otp"])).toBe(false);
    expect(isCalledByOneOf(ANONYMOUS, ["undefined"])).toBe(false);
  });
});
