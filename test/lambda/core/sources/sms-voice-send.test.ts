import { smsVoiceSend } from "../../../../lambda/core/sources/sms-voice-send";
import { fixture } from "../../../support/fixtures";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const parse = (variant: string, config: object = {}, change: object = {}) =>
  smsVoiceSend.parse(
    { ...fixture(`cloudtrail/sms-voice/${variant}`), ...change },
    contextOf(config),
  );

describe("sms-voice-send", () => {
  it("reads a text whole, its destination in clear", () => {
    const record = fixture("cloudtrail/sms-voice/send-text-message");
    expect(onlyObservation(parse("send-text-message"))).toEqual({
      id: `ct:${record.eventID as string}`,
      atMs: Date.parse(record.eventTime as string),
      source: "sms-voice-send",
      kind: "sms-sent",
      action: "SendTextMessage",
      outcome: "success",
      delivery: "sms",
      account: "111122223333",
      region: "us-east-1",
      ip: "203.0.113.40",
      userAgent: record.userAgent,
      principal: "arn:aws:iam::111122223333:role/otp-backend",
      messageId: "d8c7b6a5-4321-0fed-cba9-EXAMPLE00011",
      destination: "+12065550101",
    });
  });

  it.each([
    ["send-media-message", "SendMediaMessage"],
    ["send-notify-text-message", "SendNotifyTextMessage"],
    ["send-voice-message", "SendVoiceMessage"],
    ["send-notify-voice-message.not-recorded", "SendNotifyVoiceMessage"],
  ])("counts %s", (variant, action) => {
    expect(onlyObservation(parse(variant))).toMatchObject({
      action,
      kind: "sms-sent",
      delivery: "sms",
      destination: expect.stringMatching(/^\+1206555010\d$/) as string,
    });
  });

  it("cannot tell whether a rich message fell back to a text", () => {
    const message = "send-rcs-message.not-recorded";
    expect(onlyObservation(parse(message))).toMatchObject({
      action: "SendRcsMessage",
      kind: "sms-sent",
      delivery: "possible",
      destination: "+12065550104",
    });
    const request = { requestParameters: { dryRun: true } };
    expect(onlyObservation(parse(message, {}, request)).delivery).toBe("none");
  });

  it("reads an IAM user who calls from an IPv6 address", () => {
    expect(onlyObservation(parse("send-text-message-iam-user"))).toMatchObject({
      principal: "arn:aws:iam::111122223333:user/campaigns/ana",
      ip: "2001:db8:85a3::8a2e:370:7334",
    });
  });

  it("leaves the address out where a service calls", () => {
    expect(onlyObservation(parse("send-text-message-by-service"))).toMatchObject({
      principal: "arn:aws:iam::111122223333:role/service-role/cognito-sms",
      ip: undefined,
    });
  });

  it("knows that a dry run sends nothing", () => {
    expect(onlyObservation(parse("send-text-message-dry-run")).delivery).toBe("none");
  });

  it("counts throttled sends", () => {
    expect(onlyObservation(parse("send-text-message-throttled")).outcome).toBe("throttled");
  });

  it("leaves out settings and what this stack sends itself", () => {
    const eventName = "DescribeSpendLimits";
    expect(reasonOf(parse("send-text-message", {}, { eventName }))).toBe(
      "irrelevant: sends no text: DescribeSpendLimits",
    );
    const ownPrincipals = ["arn:aws:iam::111122223333:role/otp-backend"];
    expect(reasonOf(parse("send-text-message", { ownPrincipals }))).toBe(
      "irrelevant: sent by this stack itself",
    );
  });

  it("leaves a destination out that is hidden or no number", () => {
    for (const destinationPhoneNumber of ["HIDDEN_DUE_TO_SECURITY_REASONS", "12065550100", {}]) {
      const change = { requestParameters: { destinationPhoneNumber } };
      expect(onlyObservation(parse("send-text-message", {}, change)).destination).toBe(undefined);
    }
  });

  it("says what it needs: the types of data events that the calls have in CloudTrail", () => {
    for (const type of ["OriginationIdentity", "Message", "NotifyConfiguration"]) {
      expect(smsVoiceSend.needs).toContain(type);
    }
  });

  it("refuses a text without a time", () => {
    expect(parse("send-text-message", {}, { eventTime: null }).kind).toBe("malformed");
  });
});

describe("AWS's API for codes", () => {
  const read = (name: string, change: object = {}) =>
    smsVoiceSend.parse(
      { ...fixture(`cloudtrail/end-user-messaging/${name}.not-recorded`), ...change },
      contextOf(),
    );
  const send = (change: object = {}) => read("send-notify-code-verification-text", change);
  const validate = (change: object = {}) => read("validate-notify-code-verification-valid", change);
  const PRINCIPAL = "arn:aws:iam::111122223333:role/otp-backend";

  it.each([
    ["text", "sms", "+12065550105"],
    ["voice", "sms", "+12065550106"],
    ["whatsapp", "none", "+12065550107"],
  ])("reads a code by %s as %s, with its number", (channel, delivery, destination) => {
    const observation = onlyObservation(read(`send-notify-code-verification-${channel}`));
    expect(observation).toMatchObject({
      source: "sms-voice-send",
      kind: "sms-sent",
      action: "SendNotifyCodeVerification",
      principal: PRINCIPAL,
      delivery,
      destination,
    });
  });

  it.each([null, {}, { channel: "PIGEON" }, { channel: "HIDDEN_DUE_TO_SECURITY_REASONS" }])(
    "takes a code for a possible text where its request says %j",
    (requestParameters) => {
      expect(onlyObservation(send({ requestParameters })).delivery).toBe("possible");
    },
  );

  it("counts a refused request for a code", () => {
    expect(onlyObservation(read("send-notify-code-verification-throttled"))).toMatchObject({
      outcome: "throttled",
      delivery: "possible",
      destination: undefined,
    });
  });

  it("leaves out a recipient that is hidden or no number", () => {
    for (const destinationIdentity of ["HIDDEN_DUE_TO_SECURITY_REASONS", "WA-12065550105"]) {
      const change = { requestParameters: { channel: "TEXT", destinationIdentity } };
      expect(onlyObservation(send(change))).toMatchObject({
        delivery: "sms",
        destination: undefined,
      });
    }
  });

  it("reads a valid code as a confirmation of its number, by the principal that sent it", () => {
    expect(onlyObservation(validate())).toMatchObject({
      kind: "sent-confirmed",
      action: "ValidateNotifyCodeVerification",
      outcome: "success",
      delivery: "none",
      principal: PRINCIPAL,
      destination: "+12065550105",
    });
  });

  it("takes nothing else for a confirmation", () => {
    const wrong = "irrelevant: a code that was not accepted";
    expect(reasonOf(read("validate-notify-code-verification-invalid"))).toBe(wrong);
    for (const responseElements of [
      null,
      {},
      "HIDDEN_DUE_TO_SECURITY_REASONS",
      { status: "valid" },
    ])
      expect(reasonOf(validate({ responseElements }))).toBe(wrong);
    expect(reasonOf(validate({ errorCode: "ThrottlingException" }))).toBe(wrong);
  });
});
