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

test("nothing else of the default bus is read", () => {
  expect(rules).toHaveLength(3);
});

/** What a pattern's fields may be: texts and, as objects, EventBridge's operators. */
const wantedIn = (pattern: unknown): readonly unknown[] =>
  Array.isArray(pattern) ? pattern : Object.values(pattern as object).flatMap(wantedIn);

describe.each(rules)("the rule for $Properties.EventPattern.source.0", ({ Properties }) => {
  test("has a pattern that EventBridge takes: at most 2,048 characters", () => {
    expect(JSON.stringify(Properties.EventPattern).length).toBeLessThanOrEqual(2048);
  });

  test("names everything exactly: its pattern holds texts and no operators", () => {
    const wanted = wantedIn(Properties.EventPattern);
    expect(wanted.length).toBeGreaterThan(0);
    for (const each of wanted) expect(each).toEqual(expect.stringMatching(/^[\w. -]+$/));
  });

  test("feeds the live queue, and what that cannot take is kept", () => {
    expect(Properties.Targets).toMatchObject([
      {
        Arn: arnOf(idOf(template, "AWS::SQS::Queue", "DetectorLiveQueue")),
        DeadLetterConfig: { Arn: arnOf(idOf(template, "AWS::SQS::Queue", "UndeliveredQueue")) },
      },
    ]);
  });
});
