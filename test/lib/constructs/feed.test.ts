import { Match } from "aws-cdk-lib/assertions";
import { arnOf, detectionTemplate, idOf, type Resource, resourcesOf } from "../synth";

const template = detectionTemplate();

/** Rules of the default bus that wait for events. */
const rules: readonly Resource[] = Object.values(resourcesOf(template, "AWS::Events::Rule")).filter(
  ({ Properties }) => !("EventBusName" in Properties) && "EventPattern" in Properties,
);

test.each([
  ["aws.cognito-idp", "cognito-idp.amazonaws.com"],
  ["aws.sns", "sns.amazonaws.com"],
  ["aws.sms-voice", "sms-voice.amazonaws.com"],
])("%s has a rule of its own, for both kinds of CloudTrail event", (source, eventSource) => {
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: {
      source: [source],
      "detail-type": ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"],
      detail: { eventSource: [eventSource], eventName: Match.anyValue() },
    },
    State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
  });
});

test("EventBridge takes each pattern: it has at most 2,048 characters", () => {
  expect(rules).toHaveLength(3);
  for (const { Properties } of rules) {
    expect(JSON.stringify(Properties.EventPattern).length).toBeLessThanOrEqual(2048);
  }
});

test("every name is exact: a pattern holds texts and no operators", () => {
  for (const { Properties } of rules) {
    const leaves = JSON.stringify(Properties.EventPattern);
    expect(leaves).not.toMatch(/prefix|suffix|wildcard|anything-but|\*/);
  }
});

test("every rule feeds the live queue, and what that cannot take is kept", () => {
  for (const { Properties } of rules) {
    expect(Properties.Targets).toMatchObject([
      {
        Arn: arnOf(idOf(template, "AWS::SQS::Queue", "DetectorLiveQueue")),
        DeadLetterConfig: { Arn: arnOf(idOf(template, "AWS::SQS::Queue", "UndeliveredQueue")) },
      },
    ]);
  }
});
