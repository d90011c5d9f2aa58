import { type CfnRule, Rule, type EventPattern, type IRuleTarget } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { feedPatterns, type FeedPattern } from "./feed-patterns";

export interface FeedProps {
  /** Names of this stack's resources, or their starts with `*`. */
  readonly ownResources: readonly string[];
  readonly queue: IQueue;
  /** Where events go that EventBridge cannot put into the queue. */
  readonly undelivered: IQueue;
}

const eventPattern = ({ source, detailType, detail }: FeedPattern): EventPattern => ({
  source: [...source],
  detailType: [...detailType],
  detail: { ...detail },
});

/** CDK's own target would add a statement for each rule: see `admit`. */
const toQueue = ({ queue, undelivered }: FeedProps): IRuleTarget => ({
  bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: undelivered.queueArn } }),
});

/**
 * Lets rules send to a queue, by one statement: a queue's policy may have 10 conditions in all.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
function admit(queue: IQueue, rules: readonly Rule[]): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: "RulesOfTheFeed",
      principals: [new ServicePrincipal("events.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { "aws:SourceArn": rules.map(({ ruleArn }) => ruleArn) } },
    }),
  );
}

/** CloudTrail's events on the default bus, by one rule for each kind of call, into the queue. */
export class Feed extends Construct {
  constructor(scope: Construct, id: string, props: FeedProps) {
    super(scope, id);
    const { ownResources, queue, undelivered } = props;
    const rules = Object.entries(feedPatterns(ownResources)).map(([name, pattern]) => {
      const rule = new Rule(this, name, {
        description: `For the detector: ${pattern.calls}`,
        eventPattern: eventPattern(pattern),
        targets: [toQueue(props)],
      });
      /* Some of the calls count as read-only, which a rule that is merely ENABLED never sees:
         https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html */
      (rule.node.defaultChild as CfnRule).state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
      return rule;
    });
    admit(queue, rules);
    admit(undelivered, rules);
  }
}
