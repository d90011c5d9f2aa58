import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** Of another stack of this project, which all are about spend: what e-mails on-call or about trouble. */
const ofSpendStack = (name: string): readonly unknown[] => [
  `${name}-page`,
  `${name}-money-growing`,
  { wildcard: `${name}-*limit-*-percent` },
  { prefix: `${name}-guard-` },
  `${name}-cost-owner-dead-letters`,
];

/**
 * Names of the alarms that page: trouble of the detector's own, and money that moves now. What the cost
 * owner reads by day is left out.
 *
 * @param siblings names of this project's other stacks
 */
const pagingAlarms = (stackName: string, siblings: readonly string[]): unknown[] => [
  { prefix: `${stackName}-` },
  ...siblings.flatMap(ofSpendStack),
];

/** Hands changes of these alarms' states to a queue. CloudWatch tells them to this Region's bus alone. */
export function alarmRule(
  scope: Construct,
  id: string,
  props: {
    readonly siblings: readonly string[];
    readonly queue: IQueue;
    readonly undelivered: IQueue;
  },
): Rule {
  const { siblings, queue, undelivered } = props;
  return new Rule(scope, id, {
    description: "Alarms that page",
    eventPattern: {
      source: ["aws.cloudwatch"],
      detailType: ["CloudWatch Alarm State Change"],
      detail: {
        alarmName: pagingAlarms(Stack.of(scope).stackName, siblings),
        state: { value: ["ALARM", "OK"] },
      },
    },
    targets: [new SqsQueue(queue, { deadLetterQueue: undelivered })],
  });
}
