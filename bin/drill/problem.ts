import { CommandError } from "../aws-problem";

/** A drill that failed for a reason which its message tells in one line. */
export class DrillError extends CommandError {
  override readonly name = "DrillError";
}

/** What a drill must be allowed. */
export const DRILL_NEEDS =
  "events:DescribeEventBus and events:PutEvents on the bus; to watch, dynamodb:BatchGetItem, dynamodb:GetItem and dynamodb:Query on both tables, and sns:ListSubscriptionsByTopic on the drills topic";
