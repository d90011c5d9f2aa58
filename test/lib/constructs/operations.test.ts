import { arnOf, detectionTemplate, elastic, idOf, resourcesOf } from "../synth";
import { expectRunbook } from "../runbook";

const template = detectionTemplate({ elastic });
const alarms = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm")).map(
  ({ Properties }) => Properties,
);
const name = (alarm: Readonly<Record<string, unknown>>): string =>
  String(alarm.AlarmName).replace("SmsPumpingDetection-", "");
const alarm = (wanted: string) => alarms.find((each) => name(each) === wanted)!;

test("watches every way in which the detector can fail", () => {
  expect(alarms.map(name).sort()).toEqual([
    "canary",
    "detect-dead-letters",
    "detect-errors",
    "detect-pairing-off",
    "detect-queue-age",
    "detect-throttles",
    "doctor-errors",
    "drills-dead-letters",
    "elastic-behind",
    "elastic-rejects",
    "forward-dead-letters",
    "forward-errors",
    "notify-dead-letters",
    "notify-errors",
    "notify-queue-age",
    "relay-behind",
    "relay-dead-letters",
    "relay-errors",
    "sweep-errors",
    "sweep-not-running",
    "undelivered-events",
  ]);
});

test.each(alarms.map((each) => [name(each), each] as const))(
  "%s says what to do first, and its runbook exists",
  (_, { AlarmDescription }) => {
    expectRunbook(AlarmDescription, ["pipeline"]);
  },
);

test("links to the runbooks where they are published", () => {
  const published = detectionTemplate({ detector: { runbookUrl: "https://example.com/runbooks" } });
  const descriptions = Object.values(resourcesOf(published, "AWS::CloudWatch::Alarm")).map(
    ({ Properties }) => Properties.AlarmDescription,
  );
  expect(descriptions).toContainEqual(
    expect.stringMatching(/Runbook: https:\/\/example\.com\/runbooks\/pipeline-relay-behind\.md$/),
  );
});

test("tells the pipeline's topic and nobody else", () => {
  const topic = { Ref: idOf(template, "AWS::SNS::Topic", "TopicsPipeline") };
  for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([topic]);
});

test("one dead letter is enough", () => {
  expect(alarm("detect-dead-letters")).toMatchObject({
    MetricName: "ApproximateNumberOfMessagesVisible",
    Threshold: 1,
    EvaluationPeriods: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    Dimensions: [
      {
        Name: "QueueName",
        Value: {
          "Fn::GetAtt": [idOf(template, "AWS::SQS::Queue", "DetectorLiveDeadLetters"), "QueueName"],
        },
      },
    ],
  });
});

test("Elastic may be out of order for an hour before anybody is told", () => {
  expect(alarm("elastic-behind")).toMatchObject({
    MetricName: "ApproximateAgeOfOldestMessage",
    Threshold: 3600,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    Dimensions: [
      {
        Name: "QueueName",
        Value: {
          "Fn::GetAtt": [idOf(template, "AWS::SQS::Queue", "ForwarderWorkQueue"), "QueueName"],
        },
      },
    ],
  });
});

test("a sweep that is never called is a fault, not a want of data", () => {
  expect(alarm("sweep-not-running")).toMatchObject({
    MetricName: "Invocations",
    ComparisonOperator: "LessThanThreshold",
    Threshold: 1,
    Period: 300,
    EvaluationPeriods: 3,
    TreatMissingData: "breaching",
  });
});

test("every other silence is good news", () => {
  for (const each of alarms.filter((it) => name(it) !== "sweep-not-running")) {
    expect(each.TreatMissingData).toBe("notBreaching");
  }
});

/** A queue that no function works off holds what only a person can put right. */
function deadLetterQueues(): readonly string[] {
  const mappings = Object.values(resourcesOf(template, "AWS::Lambda::EventSourceMapping"));
  const workedOff = mappings.map(({ Properties }) => JSON.stringify(Properties.EventSourceArn));
  return Object.keys(resourcesOf(template, "AWS::SQS::Queue")).filter(
    (id) => !workedOff.includes(JSON.stringify(arnOf(id))),
  );
}

test("the dead-letter queues are those of work queues, of the stream, of rules and of Elastic", () => {
  expect(deadLetterQueues()).toHaveLength(7);
});

test.each(deadLetterQueues())("%s has an alarm that one message sets off", (id) => {
  expect(alarms).toContainEqual(
    expect.objectContaining({
      MetricName: "ApproximateNumberOfMessagesVisible",
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [id, "QueueName"] } }],
    }),
  );
});
