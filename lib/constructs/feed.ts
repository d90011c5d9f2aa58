import { type CfnRule, Rule, type EventPattern } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { FEED_PATTERNS, type FeedPattern } from "./feed-patterns";

export interface FeedProps {
  readonly queue: IQueue;
  /** Where events go that EventBridge cannot put into the queue. */
  readonly undelivered: IQueue;
}

const eventPattern = ({ source, detailType, detail }: FeedPattern): EventPattern => ({
  source: [...source],
  detailType: [...detailType],
  detail,
});

/** CloudTrail's events on the default bus, by one rule for each source, into the queue. */
export class Feed extends Construct {
  constructor(scope: Construct, id: string, { queue, undelivered }: FeedProps) {
    super(scope, id);
    for (const [name, pattern] of Object.entries(FEED_PATTERNS)) {
      const rule = new Rule(this, name, {
        description: `Calls of ${pattern.detail.eventSource[0] ?? ""} that may send a text`,
        eventPattern: eventPattern(pattern),
        targets: [new SqsQueue(queue, { deadLetterQueue: undelivered })],
      });
      /* Some of the calls count as read-only, which a rule that is merely ENABLED never sees:
         https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html */
      (rule.node.defaultChild as CfnRule).state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
    }
  }
}
