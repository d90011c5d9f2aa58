import { sinkQueues, sinkVariable } from "../../../lambda/sweep/env";

test("the sweep finds the queue of every sink that the stack names", () => {
  const environment = {
    [sinkVariable("email")]: "https://sqs/notify",
    [sinkVariable("pagerduty")]: "https://sqs/pagerduty",
    SINK_QUEUE_URL_GONE: "",
    STATE_TABLE: "state",
  };
  expect(sinkQueues(environment)).toEqual([
    { id: "email", queueUrl: "https://sqs/notify" },
    { id: "pagerduty", queueUrl: "https://sqs/pagerduty" },
  ]);
});

test("e-mail's variable is the one that versions before 0.2 had", () => {
  expect(sinkVariable("email")).toBe("NOTIFY_QUEUE_URL");
});
