import { Template } from "aws-cdk-lib/assertions";
import { DetectionStack } from "../../../lib/stacks/detection-stack";
import { allowed } from "../allowed";
import { deployConfig, detectionTemplate, elastic, resourcesOf, testApp } from "../synth";

const template = detectionTemplate();
const forwarding = detectionTemplate({ elastic });

const RECEIVE = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ReceiveMessage",
];
const FOLD = [
  "dynamodb:BatchGetItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:UpdateItem",
];
const LOG = ["logs:CreateLogStream", "logs:PutLogEvents"];

test("detect may count, write findings and send to its own queue, and nothing else", () => {
  expect(allowed(template, "DetectorDetectRole")).toEqual({
    DetectorDetectLog: LOG,
    DetectorDrillsQueue: RECEIVE,
    DetectorLiveQueue: [...RECEIVE, "sqs:SendMessage"],
    HmacKey: ["secretsmanager:GetSecretValue"],
    TablesState: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    TablesFindings: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
  });
});

test("relay may read the stream, fold findings and publish, and nothing else", () => {
  expect(allowed(template, "RelayRole")).toEqual({
    RelayLog: LOG,
    "TablesFindings.StreamArn": [
      "dynamodb:DescribeStream",
      "dynamodb:GetRecords",
      "dynamodb:GetShardIterator",
      "dynamodb:ListStreams",
    ],
    TablesFindings: FOLD,
    FindingsBus: ["events:PutEvents"],
    RelayDeadLettersQueue: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"],
  });
});

test("sweep may read the counts, write findings, publish, remind and call as the canary, and nothing else", () => {
  expect(allowed(template, "SweeperSweepRole")).toEqual({
    SweeperSweepLog: LOG,
    "*": ["sns:GetSMSSandboxAccountStatus"],
    TablesState: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    TablesFindings: FOLD,
    "TablesFindings/index/todo": ["dynamodb:Query"],
    FindingsBus: ["events:PutEvents"],
    NotifierWorkQueue: ["sqs:SendMessage"],
  });
});

test("notify may read findings, claim, and publish to two topics, and nothing else", () => {
  expect(allowed(template, "NotifierNotifyRole")).toEqual({
    NotifierNotifyLog: LOG,
    NotifierWorkQueue: RECEIVE,
    TablesState: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    TablesFindings: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"],
    TopicsOnCallTopic: ["sns:Publish"],
    TopicsDrillsTopic: ["sns:Publish"],
  });
});

const FORWARD_MAY = {
  ForwarderForwardLog: LOG,
  ForwarderWorkQueue: RECEIVE,
  ForwarderRejects: ["sqs:SendMessage"],
  TablesFindings: ["dynamodb:GetItem", "dynamodb:Query"],
};
const GET_SECRET = ["secretsmanager:GetSecretValue"];

test("forward may read findings and one secret, and keep rejects, and nothing else", () => {
  expect(allowed(forwarding, "ForwarderForwardRole")).toEqual({
    ...FORWARD_MAY,
    "arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:sms-pumping/elastic-??????":
      GET_SECRET,
  });
});

test("forward may read exactly the secret whose ARN is given", () => {
  const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:sms-pumping/elastic-AbC123";
  const exact = detectionTemplate({ elastic: { ...elastic, secret } });
  expect(allowed(exact, "ForwarderForwardRole")).toEqual({ ...FORWARD_MAY, [secret]: GET_SECRET });
});

test("whoever redrives may take from queues of what failed, send to queues that are worked off, and nothing else", () => {
  const look = "sqs:GetQueueAttributes";
  const take = [
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    look,
    "sqs:ListMessageMoveTasks",
    "sqs:ReceiveMessage",
    "sqs:StartMessageMoveTask",
  ];
  const send = [look, "sqs:SendMessage"];
  expect(allowed(forwarding, "RedriveRole")).toEqual({
    DetectorLiveDeadLetters: take,
    DetectorDrillsDeadLetters: take,
    NotifierWorkDeadLetters: take,
    ForwarderWorkDeadLetters: take,
    ForwarderRejects: take,
    UndeliveredQueue: take,
    RelayDeadLettersQueue: take,
    DetectorLiveQueue: send,
    DetectorDrillsQueue: send,
    NotifierWorkQueue: send,
    ForwarderWorkQueue: send,
  });
});

test.each([
  ["without Elastic", template, 6],
  ["with it", forwarding, 7],
])("%s no role has a policy besides those above", (_, of, policies) => {
  of.resourceCountIs("AWS::IAM::Policy", policies);
  of.resourceCountIs("AWS::IAM::RolePolicy", 0);
  of.resourceCountIs("AWS::IAM::ManagedPolicy", 0);
  for (const { Properties } of Object.values(resourcesOf(of, "AWS::IAM::Role"))) {
    expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    expect(Properties).not.toHaveProperty("Policies");
  }
});

test("no concurrency is reserved", () => {
  const functions = Object.values(resourcesOf(forwarding, "AWS::Lambda::Function"));
  expect(functions).toHaveLength(6);
  for (const { Properties } of functions) {
    expect(Properties).not.toHaveProperty("ReservedConcurrentExecutions");
  }
});

test("every queue is encrypted and refuses plain HTTP", () => {
  const queues = Object.entries(resourcesOf(forwarding, "AWS::SQS::Queue"));
  const guarded = JSON.stringify(resourcesOf(forwarding, "AWS::SQS::QueuePolicy"));
  expect(queues).toHaveLength(11);
  for (const [id, { Properties }] of queues) {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(guarded).toContain(
      `"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny","Principal":{"AWS":"*"},"Resource":{"Fn::GetAtt":["${id}","Arn"]}`,
    );
  }
});

test("SQS takes each queue's policy: at most 10 conditions, 20 statements and 8,192 bytes", () => {
  const policies = Object.values(resourcesOf(forwarding, "AWS::SQS::QueuePolicy"));
  expect(policies.length).toBeGreaterThan(0);
  for (const { Properties } of policies) {
    const { Statement } = Properties.PolicyDocument as {
      readonly Statement: readonly { readonly Condition?: Readonly<Record<string, object>> }[];
    };
    const conditions = Statement.flatMap(({ Condition = {} }) =>
      Object.values(Condition).flatMap((operator) => Object.keys(operator)),
    );
    expect(conditions.length).toBeLessThanOrEqual(10);
    expect(Statement.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThanOrEqual(8192);
  }
});

test("every rule's target has a dead-letter queue", () => {
  const rules = Object.values(resourcesOf(forwarding, "AWS::Events::Rule"));
  expect(rules).toHaveLength(17);
  for (const { Properties } of rules) {
    for (const target of Properties.Targets as readonly object[]) {
      expect(target).toHaveProperty("DeadLetterConfig.Arn");
    }
  }
});

test("its own resources and those of its sibling are watched, besides what the configuration names", () => {
  const ownResources = ["SmsPumping-respond"];
  const config = deployConfig({ detector: { ownResources } });
  const stack = new DetectionStack(testApp(), "Guard", { config, siblings: ["Spend"] });
  const patterns = JSON.stringify(resourcesOf(Template.fromStack(stack), "AWS::Events::Rule"));
  for (const start of ["Guard-", "Spend-", "SmsPumping-respond"]) {
    expect(patterns).toContain(`{"prefix":"${start}"}`);
  }
});

describe("with as many own resources as may be", () => {
  const NAMES = Array.from({ length: 12 }, (_, i) => String.fromCharCode(97 + i).padEnd(130, "z"));
  const withNames = (own: readonly string[], id = "Guard") => {
    const config = deployConfig({ detector: { ownResources: own } });
    return new DetectionStack(testApp(), id, { config, siblings: ["Spend"] });
  };

  test("has rules besides, and a queue policy that SQS takes with the ARNs in it", () => {
    const made = Template.fromStack(withNames(NAMES.slice(0, 10)));
    const rules = Object.keys(resourcesOf(made, "AWS::Events::Rule"));
    expect(rules.filter((id) => id.startsWith("FeedOwn")).length).toBe(24);
    const arn = `arn:aws-us-gov:events:us-gov-west-1:111122223333:rule/${"x".repeat(64)}`;
    const policies = Object.values(resourcesOf(made, "AWS::SQS::QueuePolicy")).map((policy) =>
      JSON.stringify(policy.Properties.PolicyDocument).replace(/\{"Fn::GetAtt":[^}]*\}/g, arn),
    );
    expect(policies.some((text) => text.includes(arn))).toBe(true);
    for (const text of policies) expect(text.length).toBeLessThanOrEqual(8192);
  });

  test("refuses one more", () => {
    expect(() => withNames(NAMES.slice(0, 11))).toThrow("ownResources: got");
  });
});

test("tells drills and tests what it is called", () => {
  expect(Object.keys(template.findOutputs("*")).sort()).toEqual([
    "BusName",
    "DeadLetterQueueUrl",
    "DetectFunctionName",
    "DoctorFunctionName",
    "DrillsDeadLetterQueueUrl",
    "DrillsQueueUrl",
    "DrillsTopicArn",
    "FindingsTableName",
    "NotifyDeadLetterQueueUrl",
    "NotifyFunctionName",
    "NotifyQueueUrl",
    "OnCallTopicArn",
    "PipelineTopicArn",
    "QueueUrl",
    "RedriveRoleArn",
    "RelayDeadLetterQueueUrl",
    "RelayFunctionName",
    "Runtime",
    "StateTableName",
    "SweepFunctionName",
    "UndeliveredQueueUrl",
    "Version",
  ]);
});

test("makes no trail unless it is asked to", () => {
  template.resourceCountIs("AWS::CloudTrail::Trail", 0);
  detectionTemplate({ trail: true }).resourceCountIs("AWS::CloudTrail::Trail", 1);
});
