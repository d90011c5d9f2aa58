import type { DeadLetterTarget } from "../constructs/redrive-target";

export const NOTIFY: DeadLetterTarget = {
  name: "notify",
  output: "NotifyDeadLetterQueueUrl",
  strategy: "move",
  returnsTo: { name: "notify", output: "NotifyQueueUrl" },
  holds: "incidents that could not be told",
};
