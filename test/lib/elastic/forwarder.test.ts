import { Match } from "aws-cdk-lib/assertions";
import { arnOf, detectionTemplate, elastic, idOf, resource, resourcesOf } from "../synth";

const template = detectionTemplate({ elastic });
const plain = detectionTemplate();

const ids = (of: typeof template): readonly string[] =>
  Object.keys((of.toJSON() as { readonly Resources: object }).Resources);

test("nothing of it is deployed where no Elastic is configured", () => {
  expect(JSON.stringify(plain.toJSON())).not.toMatch(/forward|elastic|reject/i);
});

test("it changes no resource that is there without it, but what knows of every sink", () => {
  const json = template.toJSON() as { readonly Resources: Readonly<Record<string, unknown>> };
  const before = plain.toJSON() as { readonly Resources: Readonly<Record<string, unknown>> };
  const changed = ids(plain).filter(
    (id) => JSON.stringify(json.Resources[id]) !== JSON.stringify(before.Resources[id]),
  );
  expect(changed.map((id) => before.Resources[id])).toEqual([
    // Events that EventBridge cannot deliver come from one rule more.
    expect.objectContaining({ Type: "AWS::SQS::QueuePolicy" }),
    // People may redrive its queue.
    expect.objectContaining({ Type: "AWS::IAM::Policy" }),
    expect.objectContaining({ Type: "AWS::CloudWatch::Dashboard" }),
  ]);
});

test("every step of findings and incidents reaches its queue", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    EventBusName: { Ref: idOf(template, "AWS::Events::EventBus", "FindingsBus") },
    EventPattern: {
      source: ["sms-pumping"],
      "detail-type": ["SMS Pumping Finding", "SMS Pumping Incident"],
    },
    Targets: [
      Match.objectLike({
        Arn: arnOf(idOf(template, "AWS::SQS::Queue", "ForwarderWorkQueue")),
        DeadLetterConfig: { Arn: arnOf(idOf(template, "AWS::SQS::Queue", "UndeliveredQueue")) },
      }),
    ],
  });
});

test("the function is told where to and by which key, and never the key", () => {
  const { Properties } = resource(template, "AWS::Lambda::Function", "ForwarderForwardFunction");
  expect(Properties.Environment).toEqual({
    Variables: {
      FINDINGS_TABLE: { Ref: idOf(template, "AWS::DynamoDB::Table", "TablesFindings") },
      ELASTIC_ENDPOINT: "https://elastic.example.com",
      ELASTIC_NAMESPACE: "default",
      ELASTIC_SECRET: "sms-pumping/elastic",
      FORWARD_QUEUE_URL: { Ref: idOf(template, "AWS::SQS::Queue", "ForwarderWorkQueue") },
      REJECTS_QUEUE_URL: { Ref: idOf(template, "AWS::SQS::Queue", "ForwarderRejects") },
    },
  });
});

test("certificates of one's own are trusted from beside the code", () => {
  const own = detectionTemplate({ elastic: { ...elastic, caFile: "test/fixtures/ca.pem" } });
  const { Properties } = resource(own, "AWS::Lambda::Function", "ForwarderForwardFunction");
  expect(Properties).toHaveProperty(
    "Environment.Variables.NODE_EXTRA_CA_CERTS",
    "/var/task/elastic-ca.pem",
  );
});

test("two weeks and a day of failures, with every function dead, cost no finding", () => {
  const { Properties } = resource(template, "AWS::SQS::Queue", "ForwarderWorkQueue");
  expect(Properties).toMatchObject({
    MessageRetentionPeriod: 1_209_600,
    RedrivePolicy: { maxReceiveCount: 100 },
  });
  expect(Number(Properties.VisibilityTimeout) * 100).toBeGreaterThanOrEqual(86_400);
});

test("an operator may choose how long a message stays hidden", () => {
  const tuned = detectionTemplate({
    elastic,
    tuning: { forward: { timeoutSeconds: 15, visibilitySeconds: 20 } },
  });
  const { Properties } = resource(tuned, "AWS::SQS::Queue", "ForwarderWorkQueue");
  expect(Properties.VisibilityTimeout).toBe(20);
});

test("the rejects are kept for two weeks, apart from the dead letters", () => {
  const rejects = idOf(template, "AWS::SQS::Queue", "ForwarderRejects");
  expect(resourcesOf(template, "AWS::SQS::Queue")[rejects]!.Properties).toEqual({
    MessageRetentionPeriod: 1_209_600,
    SqsManagedSseEnabled: true,
  });
  expect(JSON.stringify(resourcesOf(template, "AWS::SQS::Queue"))).not.toContain(
    `"deadLetterTargetArn":{"Fn::GetAtt":["${rejects}"`,
  );
});

test("tells its queues and its function beside what the stack tells anyway", () => {
  const names = (of: typeof template) => Object.keys(of.findOutputs("*"));
  expect(names(template).filter((name) => !names(plain).includes(name))).toEqual([
    "ForwardQueueUrl",
    "ForwardDeadLetterQueueUrl",
    "RejectsQueueUrl",
    "ForwardFunctionName",
  ]);
});
