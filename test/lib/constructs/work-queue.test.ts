import { arnOf, detectionTemplate, elastic, idOf, resource } from "../synth";

const QUEUES = ["DetectorLive", "DetectorDrills", "NotifierWork"];

test.each(QUEUES)("%s hides a message for six time-outs and the batching window", (prefix) => {
  const template = detectionTemplate({
    tuning: {
      detect: { timeoutSeconds: 20, batchWindowSeconds: 7 },
      notify: { timeoutSeconds: 20, batchWindowSeconds: 7 },
    },
  });
  const { Properties } = resource(template, "AWS::SQS::Queue", `${prefix}Queue`);
  expect(Properties.VisibilityTimeout).toBe(127);
});

test("a test may shorten everything that it would have to wait for", () => {
  const template = detectionTemplate({
    tuning: {
      detect: {
        timeoutSeconds: 3,
        visibilitySeconds: 4,
        batchSize: 10,
        batchWindowSeconds: 0,
        maxReceives: 2,
      },
    },
  });
  expect(resource(template, "AWS::SQS::Queue", "DetectorLiveQueue").Properties).toMatchObject({
    VisibilityTimeout: 4,
    RedrivePolicy: { maxReceiveCount: 2 },
  });
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: arnOf(idOf(template, "AWS::SQS::Queue", "DetectorLiveQueue")),
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
  });
});

test.each([
  ["DetectorLive", 60, 10, 345_600],
  ["DetectorDrills", 60, 10, 345_600],
  ["NotifierWork", 10, 2, 1_209_600],
  ["ForwarderWork", 100, 2, 1_209_600],
])(
  "%s fails message by message, in bounded parallel, and keeps what is dead for 14 days",
  (prefix, BatchSize, MaximumConcurrency, MessageRetentionPeriod) => {
    const template = detectionTemplate({ elastic });
    const dead = idOf(template, "AWS::SQS::Queue", `${prefix}DeadLetters`);
    const { Properties } = resource(template, "AWS::SQS::Queue", `${prefix}Queue`);
    expect(Properties).toMatchObject({
      MessageRetentionPeriod,
      RedrivePolicy: { deadLetterTargetArn: arnOf(dead) },
    });
    const { maxReceiveCount } = Properties.RedrivePolicy as { readonly maxReceiveCount: number };
    expect(maxReceiveCount).toBeGreaterThanOrEqual(10);
    expect(resource(template, "AWS::SQS::Queue", `${prefix}DeadLetters`).Properties).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      EventSourceArn: arnOf(idOf(template, "AWS::SQS::Queue", `${prefix}Queue`)),
      BatchSize,
      ScalingConfig: { MaximumConcurrency },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  },
);

test("a day without SNS kills no notification", () => {
  const { Properties } = resource(detectionTemplate(), "AWS::SQS::Queue", "NotifierWorkQueue");
  const { maxReceiveCount } = Properties.RedrivePolicy as { readonly maxReceiveCount: number };
  expect(maxReceiveCount * Number(Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(86_400);
});
