import { Match, Template } from "aws-cdk-lib/assertions";
import type { DeadLetterTarget } from "../../../lib/constructs/redrive-target";
import { functionDefaults } from "../../../lib/constructs/node-function";
import { Sweeper } from "../../../lib/detection/sweeper";
import { FindingsBus } from "../../../lib/findings-bus/findings-bus";
import { undeliveredEvents } from "../../../lib/feed/undelivered-events";
import { Operations } from "../../../lib/constructs/operations";
import { Tables } from "../../../lib/constructs/tables";
import { EmailSink } from "../../../lib/notification/email-sink";
import { Sink } from "../../../lib/notification/sink";
import { Topics } from "../../../lib/notification/topics";
import { arnOf, deployConfig, idOf, resourcesOf, testStack } from "../synth";

const PAGER: DeadLetterTarget = {
  name: "pager",
  output: "PagerDeadLetterQueueUrl",
  strategy: "move",
  returnsTo: { name: "pager", output: "PagerQueueUrl" },
  holds: "incidents that could not be paged",
};

/** A stack with two sinks on one bus. */
function twoSinks(): Template {
  const stack = testStack();
  const config = deployConfig();
  const topics = new Topics(stack, "Topics", config);
  const operations = new Operations(stack, "Operations", { topic: topics.pipeline.topic });
  const tables = new Tables(stack, "Tables");
  const undelivered = undeliveredEvents(stack, operations);
  const bus = new FindingsBus(stack, "Findings", { drillsQueue: undelivered, undelivered });
  const common = { operations, defaults: functionDefaults(config), tables, bus, undelivered };
  const sweeper = new Sweeper(stack, "Sweeper", { ...common, settings: config.tuning.sweep });
  const consumer = config.tuning.notify;
  new EmailSink(stack, "Notifier", { ...common, sweeper, topics, consumer });
  new Sink(stack, "Pager", {
    ...common,
    sweeper,
    consumer,
    target: PAGER,
    sink: "pager",
    handler: "notify",
    description: "Pages",
    environment: { PAGER_SECRET: "pager" },
  });
  return Template.fromStack(stack);
}

const template = twoSinks();
const queue = idOf(template, "AWS::SQS::Queue", "PagerWorkQueue");

test("a second sink has a rule, a queue and a function of its own", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: { source: ["sms-pumping"], "detail-type": ["SMS Pumping Incident"] },
    Targets: [Match.objectLike({ Arn: arnOf(queue) })],
  });
  const notify = idOf(template, "AWS::Lambda::Function", "PagerNotifyFunction");
  const sources = Object.values(resourcesOf(template, "AWS::Lambda::EventSourceMapping"))
    .map(({ Properties }) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName) === JSON.stringify({ Ref: notify }));
  expect(sources.map(({ EventSourceArn }) => EventSourceArn)).toEqual([arnOf(queue)]);
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: { Variables: Match.objectLike({ PAGER_SECRET: "pager" }) },
  });
});

test("its dead letters, its lateness and its failures are told under its own name", () => {
  const names = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm")).map(
    ({ Properties }) => Properties.AlarmName,
  );
  for (const sink of ["notify", "pager"]) {
    expect(names).toEqual(
      expect.arrayContaining([
        `Test-${sink}-dead-letters`,
        `Test-${sink}-queue-age`,
        `Test-${sink}-errors`,
      ]),
    );
  }
});

test("its queues are found by people", () => {
  expect(template.findOutputs("*")).toMatchObject({
    PagerQueueUrl: { Value: { Ref: queue } },
    PagerDeadLetterQueueUrl: {
      Value: { Ref: idOf(template, "AWS::SQS::Queue", "PagerWorkDeadLetters") },
    },
    PagerFunctionName: {},
  });
});

test("the sweep may send to it", () => {
  const policy = JSON.stringify(resourcesOf(template, "AWS::IAM::Policy"));
  const sinks = ["NotifierWorkQueue", "PagerWorkQueue"].map((prefix) =>
    arnOf(idOf(template, "AWS::SQS::Queue", prefix)),
  );
  expect(policy).toContain(
    `{"Action":"sqs:SendMessage","Effect":"Allow","Resource":${JSON.stringify(sinks)}}`,
  );
});

test("the sweep knows each sink's queue by the sink's name", () => {
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: {
      Variables: Match.objectLike({
        NOTIFY_QUEUE_URL: { Ref: idOf(template, "AWS::SQS::Queue", "NotifierWorkQueue") },
        SINK_QUEUE_URL_PAGER: { Ref: queue },
      }),
    },
  });
});
