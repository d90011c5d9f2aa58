import { Match } from "aws-cdk-lib/assertions";
import { arnOf, detectionTemplate, idOf, type Resource, resourcesOf } from "../synth";

const template = detectionTemplate();

/** Rules of the default bus that wait for events. */
const waiting: readonly Resource[] = Object.values(
  resourcesOf(template, "AWS::Events::Rule"),
).filter(({ Properties }) => !("EventBusName" in Properties) && "EventPattern" in Properties);

const isOfAlarms = ({ Properties }: Resource): boolean =>
  JSON.stringify(Properties.EventPattern).includes("aws.cloudwatch");

/** Those that wait for CloudTrail. */
const rules = waiting.filter((rule) => !isOfAlarms(rule));

test.each([
  ["aws.cognito-idp", "cognito-idp.amazonaws.com"],
  ["aws.sns", "sns.amazonaws.com"],
  ["aws.sms-voice", "sms-voice.amazonaws.com"],
  ["aws.servicequotas", "servicequotas.amazonaws.com"],
  ["aws.events", "events.amazonaws.com"],
  ["aws.monitoring", "monitoring.amazonaws.com"],
  ["aws.lambda", "lambda.amazonaws.com"],
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

test("both APIs of End User Messaging have one rule for what they send", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: {
      source: ["aws.sms-voice", "aws.end-user-messaging"],
      "detail-type": ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"],
      detail: {
        eventSource: ["sms-voice.amazonaws.com", "end-user-messaging.amazonaws.com"],
        eventName: Match.arrayWith(["SendNotifyCodeVerification", "SendVoiceMessage"]),
      },
    },
    State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
  });
});

test("alarms of this stack that go off have a rule", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: {
      source: ["aws.cloudwatch"],
      "detail-type": ["CloudWatch Alarm State Change"],
      detail: {
        alarmName: [{ prefix: "SmsPumpingDetection-" }],
        state: { value: ["ALARM"] },
      },
    },
  });
});

test("nothing else of the default bus is read", () => {
  expect(waiting).toHaveLength(12);
});

/** What a pattern's fields may be: texts and, as objects, EventBridge's operators. */
const wantedIn = (pattern: unknown): readonly unknown[] =>
  Array.isArray(pattern) ? pattern : Object.values(pattern as object).flatMap(wantedIn);

interface Pattern {
  readonly source: readonly unknown[];
  readonly "detail-type": readonly unknown[];
  readonly detail: {
    readonly eventSource: readonly unknown[];
    readonly eventName: readonly unknown[];
    readonly $or?: unknown;
  };
}

const patternOf = ({ Properties }: Resource) => Properties.EventPattern as Pattern;

test("of services that everything uses only this stack's resources are watched", () => {
  const everyday = /^(events|lambda|monitoring)\./;
  const watched = rules
    .map(patternOf)
    .filter(({ detail }) => everyday.test(String(detail.eventSource[0])));
  expect(watched).toHaveLength(3);
  for (const { detail } of watched) {
    expect(JSON.stringify(detail.$or)).toContain("SmsPumpingDetection-");
  }
});

describe.each(rules)("the rule for $Properties.EventPattern.detail.eventSource.0", (rule) => {
  const { Properties } = rule;

  test("has a pattern that EventBridge takes: at most 2,048 characters", () => {
    expect(JSON.stringify(Properties.EventPattern).length).toBeLessThanOrEqual(2048);
  });

  test("names services and calls exactly: texts and no operators", () => {
    const { source, "detail-type": types, detail } = patternOf(rule);
    const wanted = wantedIn([...source, ...types, ...detail.eventSource, ...detail.eventName]);
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
