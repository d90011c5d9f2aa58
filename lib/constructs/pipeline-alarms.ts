import { Duration } from "aws-cdk-lib";
import {
  ComparisonOperator,
  Stats,
  TreatMissingData,
  type Alarm,
} from "aws-cdk-lib/aws-cloudwatch";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function";
import { RunbookAlarm, type RunbookAlarmProps } from "./runbook-alarm";

/** What is watched, by the name that an alarm gets. */
export interface PipelineAlarmsProps {
  readonly topic: ITopic;
  readonly runbookUrl?: string | undefined;
  /** Of work queues: what is in them can be moved back. */
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  readonly relayDeadLetters: IQueue;
  readonly undelivered: IQueue;
  readonly workQueues: Readonly<Record<string, IQueue>>;
  /** What findings wait in for Elastic, and what Elastic refused for good. */
  readonly elastic?: { readonly waiting: IQueue; readonly rejects: IQueue } | undefined;
  readonly functions: Readonly<Record<string, NodeFunction>>;
  readonly detect: NodeFunction;
  readonly relay: NodeFunction;
  readonly sweep: NodeFunction;
  /** How often the sweep should run. */
  readonly sweepEvery: Duration;
}

type Watch = Omit<RunbookAlarmProps, "runbookUrl" | "tell">;

const PERIOD = Duration.minutes(5);
const atLeast = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
/** A failure that the next attempt repairs wakes nobody: two of three periods must show one. */
const lasting = { evaluationPeriods: 3, datapointsToAlarm: 2 };
/* SQS and Lambda publish nothing about what is empty or does not run: silence is good news. */
const silenceIsGood = { treatMissingData: TreatMissingData.NOT_BREACHING };

const notEmpty = (queue: IQueue) => ({
  metric: queue.metricApproximateNumberOfMessagesVisible({
    period: PERIOD,
    statistic: Stats.MAXIMUM,
  }),
  threshold: 1,
  comparisonOperator: atLeast,
  evaluationPeriods: 1,
  ...silenceIsGood,
});

const deadLetters = (name: string, queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: `${name}-dead-letters`,
  meaning: `Messages that the ${name} queue's function could not handle wait in its dead-letter queue.`,
  first: "read one message and the function's log, then move them back or delete them.",
  runbook: "pipeline-dead-letters.md",
});

const relayDeadLetters = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "relay-dead-letters",
  meaning: "The relay gave up on a part of the findings table's stream.",
  first: "see whether the sweep has published the steps, and read the relay's log.",
  runbook: "pipeline-relay-dead-letters.md",
});

const undelivered = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "undelivered-events",
  meaning: "EventBridge could not hand events to a target of this stack: attacks may be missed.",
  first: "read ERROR_CODE and RULE_ARN among a message's attributes.",
  runbook: "pipeline-undelivered-events.md",
});

const queueAge = (name: string, queue: IQueue): Watch => ({
  /* Above the 15 minutes for which the detector may delay a message to itself. */
  metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
  threshold: Duration.minutes(20).toSeconds(),
  comparisonOperator: atLeast,
  evaluationPeriods: 2,
  ...silenceIsGood,
  name: `${name}-queue-age`,
  meaning: `The oldest message of the ${name} queue is over 20 minutes old: e-mails come late.`,
  first: "see whether the queue's function fails or is throttled.",
  runbook: "pipeline-queue-age.md",
});

const elasticBehind = (queue: IQueue): Watch => ({
  /* A restart or an upgrade of Elastic takes less, and costs nothing. */
  metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
  threshold: Duration.hours(1).toSeconds(),
  comparisonOperator: atLeast,
  evaluationPeriods: 2,
  ...silenceIsGood,
  name: "elastic-behind",
  meaning: "Findings have waited over an hour for Elastic, and keep for 14 days. E-mails go out.",
  first: "see in the log of forward what Elastic answers.",
  runbook: "pipeline-elastic-behind.md",
});

const rejects = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "elastic-rejects",
  meaning: "Elastic refused findings for good: they are missing there.",
  first: "see why: npm run smspump -- redrive rejects --dry-run.",
  runbook: "pipeline-rejects.md",
});

const errors = (name: string, { function: watched }: NodeFunction): Watch => ({
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

/* The busiest function alone: all draw on one supply, and of the others a queue's age, the relay's
   lag and the missing sweep say the same. */
const throttles = ({ function: detect }: NodeFunction): Watch => ({
  metric: detect.metricThrottles({ period: PERIOD, statistic: Stats.SUM }),
  threshold: 1,
  comparisonOperator: atLeast,
  ...lasting,
  ...silenceIsGood,
  name: "detect-throttles",
  meaning: "The function detect is throttled: the account's functions use up its concurrency.",
  first: "see which function of the account runs most.",
  runbook: "pipeline-throttles.md",
});

const sweepNotRunning = ({ function: sweep }: NodeFunction, period: Duration): Watch => ({
  metric: sweep.metricInvocations({ period, statistic: Stats.SUM }),
  threshold: 1,
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  evaluationPeriods: 3,
  // A function that is not called publishes nothing: here silence is the very fault.
  treatMissingData: TreatMissingData.BREACHING,
  name: "sweep-not-running",
  meaning: "The sweep has not run three times over: incidents stay open, second e-mails wait.",
  first: "see whether its rule is enabled.",
  runbook: "pipeline-sweep-not-running.md",
});

const relayBehind = ({ function: relay }: NodeFunction): Watch => ({
  metric: relay.metric("IteratorAge", { period: PERIOD, statistic: Stats.MAXIMUM }),
  threshold: Duration.minutes(5).toMilliseconds(),
  comparisonOperator: atLeast,
  ...lasting,
  ...silenceIsGood,
  name: "relay-behind",
  meaning: "The relay reads findings over 5 minutes late: e-mails come late.",
  first: "read the last ERROR in its log.",
  runbook: "pipeline-relay-behind.md",
});

const eachOf = <T>(things: Readonly<Record<string, T>>, watch: (name: string, thing: T) => Watch) =>
  Object.entries(things).map(([name, thing]) => watch(name, thing));

/** Alarms on the detector itself, each with what to do first. */
export class PipelineAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    const { topic, runbookUrl, elastic } = props;
    const watches = [
      ...eachOf(props.deadLetters, deadLetters),
      relayDeadLetters(props.relayDeadLetters),
      undelivered(props.undelivered),
      ...eachOf(props.workQueues, queueAge),
      ...(elastic ? [elasticBehind(elastic.waiting), rejects(elastic.rejects)] : []),
      ...eachOf(props.functions, errors),
      throttles(props.detect),
      sweepNotRunning(props.sweep, props.sweepEvery),
      relayBehind(props.relay),
    ];
    this.alarms = watches.map(
      (watch) => new RunbookAlarm(this, watch.name, { ...watch, runbookUrl, tell: [topic] }).alarm,
    );
  }
}
