import type { DeadLetterTarget } from "../constructs/redrive-target";

export const DETECT: DeadLetterTarget = {
  name: "detect",
  output: "DeadLetterQueueUrl",
  strategy: "move",
  returnsTo: { name: "detect", output: "QueueUrl" },
  holds: "calls that could not be counted",
};

export const DRILLS: DeadLetterTarget = {
  name: "drills",
  output: "DrillsDeadLetterQueueUrl",
  strategy: "move",
  returnsTo: { name: "drills", output: "DrillsQueueUrl" },
  holds: "calls of drills that could not be counted",
};
