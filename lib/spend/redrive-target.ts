import type { DeadLetterTarget } from "../constructs/redrive-target";

export const COST_OWNER: DeadLetterTarget = {
  name: "cost-owner",
  output: "CostOwnerDeadLetterQueueUrl",
  strategy: "move",
  returnsTo: { name: "cost-owner", output: "CostOwnerQueueUrl" },
  holds: "alarms that the cost owner was not told of with figures",
  where: "in the spend stack: --stack SmsPumpingSpend",
};
