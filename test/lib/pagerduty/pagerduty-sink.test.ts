import { Match, Template } from "aws-cdk-lib/assertions";
import { appStacks } from "../../../lib/stacks/app-stacks";
import { allowed } from "../allowed";
import { expectRunbook } from "../runbook";
import { postureOf, resourcesIn } from "../posture";
import {
  arnOf,
  deployConfig,
  detectionTemplate,
  idOf,
  resource,
  resourcesOf,
  testApp,
} from "../synth";

const pagerDuty = { secret: "sms-pumping/pagerduty" };
const template = detectionTemplate({ pagerDuty });
const plain = detectionTemplate();
const queue = idOf(template, "AWS::SQS::Queue", "PagerDutyWorkQueue");
const rejects = idOf(template, "AWS::SQS::Queue", "PagerDutyRejects");

test("nothing of it is deployed where no PagerDuty is configured", () => {
  expect(JSON.stringify(plain.toJSON())).not.toMatch(/pager/i);
});

test("it changes no resource that is there without it, but what knows of every sink", () => {
  const [after, before] = [resourcesIn(template), resourcesIn(plain)];
  const changed = Object.keys(before).filter(
    (id) => JSON.stringify(after[id]) !== JSON.stringify(before[id]),
  );
  expect(changed.map((id) => before[id]!.Type).sort()).toEqual([
    "AWS::CloudWatch::Dashboard",
    // The sweep may send to its queue, and knows where that is; people may redrive it.
    "AWS::IAM::Policy",
    "AWS::IAM::Policy",
    "AWS::Lambda::Function",
    // Events that EventBridge cannot deliver come from two rules more.
    "AWS::SQS::QueuePolicy",
  ]);
});

test("incidents and alarms reach its queue", () => {
  for (const pattern of [
    { source: ["sms-pumping"], "detail-type": ["SMS Pumping Incident"] },
    Match.objectLike({ source: ["aws.cloudwatch"] }),
  ]) {
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: pattern,
      Targets: [
        Match.objectLike({
          Arn: arnOf(queue),
          DeadLetterConfig: { Arn: arnOf(idOf(template, "AWS::SQS::Queue", "UndeliveredQueue")) },
        }),
      ],
    });
  }
});

test("the function is told which secret and region, and never the key", () => {
  const { Properties } = resource(template, "AWS::Lambda::Function", "PagerDutyNotifyFunction");
  expect(Properties.Environment).toEqual({
    Variables: {
      STATE_TABLE: { Ref: idOf(template, "AWS::DynamoDB::Table", "TablesState") },
      FINDINGS_TABLE: { Ref: idOf(template, "AWS::DynamoDB::Table", "TablesFindings") },
      PAGERDUTY_REGION: "us",
      PAGERDUTY_SECRET: "sms-pumping/pagerduty",
      PAGERDUTY_DRILLS: "false",
      REJECTS_QUEUE_URL: { Ref: rejects },
    },
  });
});

const MAY = {
  PagerDutyNotifyLog: ["logs:CreateLogStream", "logs:PutLogEvents"],
  PagerDutyWorkQueue: [
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
  ],
  PagerDutyRejects: ["sqs:SendMessage"],
  TablesFindings: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"],
  TablesState: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
};
const GET_SECRET = ["secretsmanager:GetSecretValue"];

test.each([
  [
    "sms-pumping/pagerduty",
    "arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:sms-pumping/pagerduty-??????",
  ],
  [
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:pagerduty-AbC123",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:pagerduty-AbC123",
  ],
])(
  "its function may read what is due and the one secret %s, keep rejects, and nothing else",
  (secret, arn) => {
    const given = detectionTemplate({ pagerDuty: { secret } });
    expect(allowed(given, "PagerDutyNotifyRole")).toEqual({ ...MAY, [arn]: GET_SECRET });
  },
);

test("a secret of another Region is refused before anything is deployed", () => {
  const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:pagerduty-AbC123";
  expect(() => appStacks(testApp(), deployConfig({ pagerDuty: { secret } }), "us-east-1")).toThrow(
    /^pagerDuty\.secret: got a secret of eu-west-1; give one of us-east-1/,
  );
});

test("what it adds is encrypted, for this account's rules alone, and keeps for two weeks", () => {
  const { encryption, resourcePolicies, deadLetters } = postureOf(resourcesIn(template));
  const queues = ["PagerDutyWorkQueue", "PagerDutyWorkDeadLetters", "PagerDutyRejects"];
  for (const name of queues) {
    expect(encryption[name]).toEqual(["SSE true"]);
    expect(deadLetters[name]!.join()).toContain("MessageRetentionPeriod 1209600");
    expect(resourcePolicies[`${name}Policy`]!.join()).toContain("Deny sqs:* to AWS *");
  }
  expect(deadLetters.PagerDutyWorkQueue!.join()).toContain("maxReceiveCount 250");
  const senders = resourcePolicies.PagerDutyWorkQueuePolicy!.filter((line) =>
    line.startsWith("Allow"),
  );
  expect(senders.map((line) => / ArnEquals aws:SourceArn (.*)$/.exec(line)?.[1]).sort()).toEqual([
    "PagerDutyAlarmRule",
    "PagerDutyIncidentRule",
  ]);
});

test("a day of PagerDuty being out of order costs no page, and a claim outlasts the function", () => {
  const { Properties } = resource(template, "AWS::SQS::Queue", "PagerDutyWorkQueue");
  expect(Number(Properties.VisibilityTimeout) * 250).toBeGreaterThanOrEqual(86_400);
  const { Properties: run } = resource(
    template,
    "AWS::Lambda::Function",
    "PagerDutyNotifyFunction",
  );
  expect(run.Timeout).toBeLessThan(120);
});

test("its alarms say what to do, and go to whoever minds the pipeline", () => {
  const alarms = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm"))
    .map(({ Properties }) => Properties)
    .filter(({ AlarmName }) => String(AlarmName).includes("-pagerduty-"));
  expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([
    "SmsPumpingDetection-pagerduty-behind",
    "SmsPumpingDetection-pagerduty-dead-letters",
    "SmsPumpingDetection-pagerduty-errors",
    "SmsPumpingDetection-pagerduty-rejects",
  ]);
  const pipeline = { Ref: idOf(template, "AWS::SNS::Topic", "TopicsPipeline") };
  for (const { AlarmDescription, AlarmActions } of alarms) {
    expectRunbook(AlarmDescription, ["pipeline"]);
    expect(AlarmActions).toEqual([pipeline]);
  }
});

test("people find its queues and its function, and see what it sends", () => {
  const names = (of: Template) => Object.keys(of.findOutputs("*"));
  expect(
    names(template)
      .filter((name) => !names(plain).includes(name))
      .sort(),
  ).toEqual([
    "PagerdutyDeadLetterQueueUrl",
    "PagerdutyFunctionName",
    "PagerdutyQueueUrl",
    "PagerdutyRejectsQueueUrl",
  ]);
  const dashboard = JSON.stringify(resourcesOf(template, "AWS::CloudWatch::Dashboard"));
  for (const shown of ["PagesSent", "PagesRefused", "pagerduty oldest message"]) {
    expect(dashboard).toContain(shown);
  }
});

describe("alarms of both stacks", () => {
  const config = deployConfig({ pagerDuty, spendLimitUsd: 200, smsVoiceSpend: true });
  const [detection, spend] = appStacks(testApp(), config, undefined).map((stack) =>
    Template.fromStack(stack),
  );
  const patterns = Object.values(resourcesOf(detection!, "AWS::Events::Rule"))
    .map(
      ({ Properties }) =>
        Properties.EventPattern as
          { readonly detail?: { readonly alarmName?: unknown[] } } | undefined,
    )
    .flatMap((pattern) =>
      Array.isArray(pattern?.detail?.alarmName) ? [pattern.detail.alarmName] : [],
    )
    .find((names) => JSON.stringify(names).includes("SmsPumpingSpend-page"))!;

  /** As EventBridge matches a name. */
  const isMatch = (name: string): boolean =>
    patterns.some((pattern) => {
      if (typeof pattern === "string") return name === pattern;
      const { prefix, wildcard } = pattern as Record<string, string | undefined>;
      return prefix === undefined
        ? new RegExp(`^${wildcard!.replaceAll("*", ".*")}$`).test(name)
        : name.startsWith(prefix);
    });

  const tells = (of: Template, topics: readonly string[]) =>
    ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"]
      .flatMap((type) => Object.values(resourcesOf(of, type)))
      .map(({ Properties }) => ({
        name: String(Properties.AlarmName),
        isPaging: topics.some((topic) =>
          JSON.stringify(Properties.AlarmActions ?? []).includes(topic),
        ),
      }));

  test("page where they e-mail on-call or whoever minds the pipeline, and else do not", () => {
    const all = [
      ...tells(detection!, ["TopicsPipeline"]),
      ...tells(spend!, ["OnCallTopic", "TopicsPipeline"]),
    ];
    expect(all.filter(({ isPaging }) => isPaging).length).toBeGreaterThan(15);
    // Whatever sets off the composite alarm pages by that.
    expect(all.filter(({ isPaging }) => !isPaging).length).toBeGreaterThan(5);
    for (const { name, isPaging } of all) expect([name, isMatch(name)]).toEqual([name, isPaging]);
  });
});
