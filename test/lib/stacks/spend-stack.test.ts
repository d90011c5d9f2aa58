import type { Template } from "aws-cdk-lib/assertions";
import { allowed } from "../allowed";
import { joinedSpendTemplate, resourcesOf, spendTemplate } from "../synth";

const STATE_TABLE = "SmsPumpingDetection:ExportsOutputFnGetAttTablesState705891C2Arn";
const everything = { spendLimitUsd: 200, smsVoiceSpend: true };

const endpoints = (template: Template): readonly unknown[] =>
  Object.values(resourcesOf(template, "AWS::SNS::Subscription"))
    .map(({ Properties }) => Properties.Endpoint)
    .sort();

test("people are e-mailed by topics of the stack's own, about its own trouble too", () => {
  const pipelineEmails = ["platform@example.com"];
  expect(endpoints(spendTemplate({ pipelineEmails }))).toEqual([
    "cost-owner@example.com",
    "oncall@example.com",
    "platform@example.com",
  ]);
});

test("beside the detection stack nobody confirms a second e-mail about trouble", () => {
  expect(endpoints(joinedSpendTemplate())).toEqual([
    "cost-owner@example.com",
    "oncall@example.com",
  ]);
});

const LOG = ["logs:CreateLogStream", "logs:PutLogEvents"];
const WATCH = {
  GuardSpendLog: LOG,
  "*": [
    "cloudwatch:GetMetricData",
    "cloudwatch:ListMetrics",
    "sms-voice:DescribeSpendLimits",
    "sns:GetSMSAttributes",
  ],
  '* if {"StringEquals":{"cloudwatch:namespace":"SmsPumping"}}': ["cloudwatch:PutMetricData"],
  CostOwnerTopic: ["sns:Publish"],
  CostOwnerEmailWorkQueue: [
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
  ],
};

test("alone the guard may read metrics and the limit, publish its own, and tell the cost owner", () => {
  expect(allowed(spendTemplate(), "GuardSpendRole")).toEqual(WATCH);
});

test("beside the detection stack it may also keep figures, and what it told, in the state table", () => {
  expect(allowed(joinedSpendTemplate(), "GuardSpendRole")).toEqual({
    ...WATCH,
    [STATE_TABLE]: [
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ],
  });
});

test("whoever redrives may send the cost owner's dead letters back, and nothing else", () => {
  expect(allowed(spendTemplate(), "RedriveRole")).toEqual({
    CostOwnerEmailWorkDeadLetters: [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ListMessageMoveTasks",
      "sqs:ReceiveMessage",
      "sqs:StartMessageMoveTask",
    ],
    CostOwnerEmailWorkQueue: ["sqs:GetQueueAttributes", "sqs:SendMessage"],
  });
});

test("no role has a policy besides those above", () => {
  const template = joinedSpendTemplate();
  template.resourceCountIs("AWS::IAM::Policy", 2);
  template.resourceCountIs("AWS::IAM::RolePolicy", 0);
  template.resourceCountIs("AWS::IAM::ManagedPolicy", 0);
  for (const { Properties } of Object.values(resourcesOf(template, "AWS::IAM::Role"))) {
    expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    expect(Properties).not.toHaveProperty("Policies");
  }
});

test("stands alone: it takes nothing from another stack", () => {
  const text = JSON.stringify(spendTemplate(everything).toJSON());
  expect(text).not.toContain("Fn::ImportValue");
  expect(text).not.toContain("Detection");
});
