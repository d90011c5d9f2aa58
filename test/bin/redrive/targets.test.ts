import { everyTarget, targetsOf } from "../../../bin/redrive/targets";

const QUEUE = "https://sqs.eu-west-1.amazonaws.com/111122223333";

test("the spend stack has one queue, whose alarms go back to the cost owner's", () => {
  const outputs = {
    CostOwnerTopicArn: "arn:aws:sns:eu-west-1:111122223333:costs",
    CostOwnerQueueUrl: `${QUEUE}/costs`,
    CostOwnerDeadLetterQueueUrl: `${QUEUE}/costs-dead`,
  };
  const [target, ...others] = everyTarget(outputs);
  expect(others).toEqual([]);
  expect(target).toMatchObject({
    name: "cost-owner",
    strategy: "move",
    url: `${QUEUE}/costs-dead`,
    back: { url: `${QUEUE}/costs` },
  });
});

test("a queue without the one that it came from is left out", () => {
  expect(everyTarget({ CostOwnerDeadLetterQueueUrl: `${QUEUE}/costs-dead` })).toEqual([]);
});

test("a stack without any queue is refused: an empty list would pass for empty queues", () => {
  const of = { stack: "SmsPumpingDetection", from: "cdk-outputs.json", region: undefined };
  const remedy = "deploy it again";
  expect(() => targetsOf({ ...of, outputs: { BusName: "bus" }, remedy })).toThrow(
    "cdk-outputs.json: SmsPumpingDetection has no queue; deploy it again, or name another with --stack",
  );
});
