import type { DeadLetterTarget, RedriveTarget } from "../constructs/redrive-target";

const WHERE = "where elastic is configured";

const FORWARD_QUEUE = { name: "forward", output: "ForwardQueueUrl" } as const;

export const FORWARD: DeadLetterTarget = {
  name: "forward",
  output: "ForwardDeadLetterQueueUrl",
  strategy: "move",
  returnsTo: FORWARD_QUEUE,
  holds: "findings that Elastic could not take for days",
  where: WHERE,
};

export const REJECTS: RedriveTarget = {
  name: "rejects",
  output: "RejectsQueueUrl",
  strategy: "rejects",
  returnsTo: FORWARD_QUEUE,
  holds: "findings that Elastic refused for good",
  where: WHERE,
};
