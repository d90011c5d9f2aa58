import { everyTarget } from "../../../bin/redrive/targets";

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
