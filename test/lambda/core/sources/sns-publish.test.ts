import { snsPublish } from "../../../../lambda/core/sources/sns-publish";
import { fixture } from "../../../support/fixtures";
import { contextOf, onlyObservation, reasonOf } from "../../../support/parsing";

const TOPIC = "arn:aws:sns:us-east-1:111122223333:one-time-codes";
const ROLE = "arn:aws:iam::111122223333:role/otp-backend";
const SMS_TOPICS = { smsTopics: [TOPIC] };

const parse = (variant: string, config: object = SMS_TOPICS, change: object = {}) =>
  snsPublish.parse({ ...fixture(`cloudtrail/sns/${variant}`), ...change }, contextOf(config));

const batch = (config: object = SMS_TOPICS, change: object = {}) => {
  const result = parse("publish-batch", config, change);
  return result.kind === "observations" ? result.observations : [];
};

describe("sns-publish", () => {
  it("reads a publish to a topic with SMS subscribers whole", () => {
    const record = fixture("cloudtrail/sns/publish-to-topic");
    expect(onlyObservation(parse("publish-to-topic"))).toEqual({
      id: `ct:${record.eventID as string}`,
      atMs: Date.parse(record.eventTime as string),
      source: "sns-publish",
      kind: "sms-sent",
      action: "Publish",
      outcome: "success",
      delivery: "sms",
      account: "111122223333",
      region: "us-east-1",
      ip: "203.0.113.40",
      userAgent: record.userAgent,
      principal: ROLE,
      topicArn: TOPIC,
      messageId: "d8c7b6a5-4321-0fed-cba9-EXAMPLE00001",
      destination: undefined,
    });
  });

  it("knows a topic by targetArn as well", () => {
    expect(onlyObservation(parse("publish-to-target")).topicArn).toBe(TOPIC);
  });

  it("leaves out what goes to other topics and to apps", () => {
    const reason = "irrelevant: published to what smsTopics does not name";
    expect(reasonOf(parse("publish-to-topic", {}))).toBe(reason);
    expect(reasonOf(parse("publish-batch", {}))).toBe(reason);
    expect(reasonOf(parse("publish-to-platform-endpoint"))).toBe(reason);
  });

  it("counts a publish to a phone number wherever a record of one turns up", () => {
    expect(onlyObservation(parse("publish-to-phone-number", {}))).toMatchObject({
      kind: "sms-sent",
      delivery: "sms",
      destination: "+12065550100",
      topicArn: undefined,
      principal: "arn:aws:iam::111122223333:user/campaigns/ana",
    });
  });

  it("counts it without a destination when the number is hidden or none", () => {
    expect(onlyObservation(parse("publish-to-phone-number-hidden", {})).destination).toBe(
      undefined,
    );
    for (const phoneNumber of [
      "+123456",
      "12065550100",
      "+1206555010012345",
      "+1 206",
      "\n+12065550100",
    ]) {
      const change = { requestParameters: { phoneNumber } };
      expect(onlyObservation(parse("publish-to-phone-number", {}, change)).destination).toBe(
        undefined,
      );
    }
  });

  it.each([[""], [null], [12065550100], [["+12065550100"]], [{}]])(
    "does not take phoneNumber %j for a number",
    (phoneNumber) => {
      const change = { requestParameters: { phoneNumber } };
      expect(parse("publish-to-phone-number", {}, change).kind).toBe("irrelevant");
    },
  );

  it("never counts this stack's own topics and principals", () => {
    const own = { ...SMS_TOPICS, ownTopics: [TOPIC] };
    expect(reasonOf(parse("publish-to-topic", own))).toBe(
      "irrelevant: sent to a topic of this stack",
    );
    expect(reasonOf(parse("publish-batch", own))).toBe("irrelevant: sent to a topic of this stack");
    const ownPrincipals = [ROLE, "arn:aws:iam::111122223333:user/campaigns/ana"];
    for (const variant of ["publish-to-topic", "publish-batch", "publish-to-phone-number"]) {
      expect(reasonOf(parse(variant, { ...SMS_TOPICS, ownPrincipals }))).toBe(
        "irrelevant: sent by this stack itself",
      );
    }
  });

  it("counts refused publishes with their outcome", () => {
    expect(onlyObservation(parse("publish-denied"))).toMatchObject({
      outcome: "failure",
      delivery: "sms",
    });
  });

  it("counts each entry of a batch, refused entries as failures", () => {
    const record = fixture("cloudtrail/sns/publish-batch");
    const id = `ct:${record.eventID as string}`;
    expect(batch().map((entry) => [entry.id, entry.outcome, entry.delivery])).toEqual([
      [`${id}#0`, "success", "sms"],
      [`${id}#1`, "failure", "sms"],
      [`${id}#2`, "success", "sms"],
    ]);
  });

  it("counts a batch as one message where its entries are not shown", () => {
    expect(onlyObservation(parse("publish-batch-hidden")).id).toMatch(/#0$/);
    for (const publishBatchRequestEntries of [[], null, {}, undefined]) {
      const change = { requestParameters: { topicArn: TOPIC, publishBatchRequestEntries } };
      expect(batch(SMS_TOPICS, change)).toHaveLength(1);
    }
  });

  it("counts no more entries than a batch may have", () => {
    const publishBatchRequestEntries = Array<null>(1000).fill(null);
    const change = { requestParameters: { topicArn: TOPIC, publishBatchRequestEntries } };
    expect(batch(SMS_TOPICS, change)).toHaveLength(10);
  });

  it("gives all entries of a refused batch its outcome", () => {
    const outcomes = batch(SMS_TOPICS, { errorCode: "Throttling" }).map((entry) => entry.outcome);
    expect(outcomes).toEqual(["throttled", "throttled", "throttled"]);
  });

  it("leaves out calls that publish nothing", () => {
    expect(reasonOf(parse("get-sms-attributes"))).toBe(
      "irrelevant: publishes nothing: GetSMSAttributes",
    );
  });

  it("refuses a publish without a time", () => {
    expect(parse("publish-to-topic", SMS_TOPICS, { eventTime: 5 }).kind).toBe("malformed");
  });
});
