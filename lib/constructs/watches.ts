import { Duration } from "aws-cdk-lib";
import { ComparisonOperator, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { NodeFunction } from "./node-function";
import type { RunbookAlarmProps } from "./runbook-alarm";

/** An alarm on a part of the stack. Who is told, and where runbooks are, is the stack's choice. */
export type Watch = Omit<RunbookAlarmProps, "runbookUrl" | "tell">;

export const PERIOD = Duration.minutes(5);
export const atLeast = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
/** A failure that the next attempt repairs wakes nobody: two of three periods must show one. */
export const lasting = { evaluationPeriods: 3, datapointsToAlarm: 2 } as const;
/** SQS and Lambda publish nothing about what is empty or does not run. */
export const silenceIsGood = { treatMissingData: TreatMissingData.NOT_BREACHING } as const;

/** One message is enough. */
export const notEmpty = (queue: IQueue) => ({
  metric: queue.metricApproximateNumberOfMessagesVisible({
    period: PERIOD,
    statistic: Stats.MAXIMUM,
  }),
  threshold: 1,
  comparisonOperator: atLeast,
  evaluationPeriods: 1,
  ...silenceIsGood,
});

/** The oldest message waits too long, in two periods on end. */
export const olderThan = (age: Duration, queue: IQueue) => ({
  metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
  threshold: age.toSeconds(),
  comparisonOperator: atLeast,
  evaluationPeriods: 2,
  ...silenceIsGood,
});

export const deadLetters = (name: string, queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: `${name}-dead-letters`,
  meaning: `Messages that the ${name} queue's function could not handle wait in its dead-letter queue.`,
  first: "read one message and the function's log, then move them back or delete them.",
  runbook: "pipeline-dead-letters.md",
});

export const queueAge = (name: string, queue: IQueue): Watch => ({
  // Above the 15 minutes for which the detector may delay a message to itself.
  ...olderThan(Duration.minutes(20), queue),
  name: `${name}-queue-age`,
  meaning: `The oldest message of the ${name} queue is over 20 minutes old: e-mails come late.`,
  first: "see whether the queue's function fails or is throttled.",
  runbook: "pipeline-queue-age.md",
});

export const errors = (name: string, { function: watched }: NodeFunction): Watch => ({
  metric: watched.metricErrors({ period: PERIOD, statistic: Stats.SUM }),
  threshold: 1,
  comparisonOperator: atLeast,
  ...lasting,
  ...silenceIsGood,
  name: `${name}-errors`,
  meaning: `The function ${name} keeps failing.`,
  first: "read the last ERROR in its log.",
  runbook: "pipeline-errors.md",
});
