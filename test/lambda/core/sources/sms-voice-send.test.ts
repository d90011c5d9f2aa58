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
      destination: "+12065550101",
    });
  });

  it.each([
    ["send-media-message", "SendMediaMessage"],
    ["send-notify-text-message", "SendNotifyTextMessage"],
  ])("counts %s", (variant, action) => {
    expect(onlyObservation(parse(variant))).toMatchObject({ action, delivery: "sms" });
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

  it("leaves out voice calls, settings and what this stack sends itself", () => {
    expect(reasonOf(parse("send-voice-message"))).toBe("irrelevant: a voice call, not a text");
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

  it("refuses a text without a time", () => {
    expect(parse("send-text-message", {}, { eventTime: null }).kind).toBe("malformed");
  });
});
