import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { namedClients } from "../../lambda/core/codes-by-client";
import type { DeployConfig } from "../config";
import { Dashboard } from "../constructs/dashboard";
import { Detector } from "../constructs/detector";
import { Feed } from "../constructs/feed";
import { FindingsBus } from "../constructs/findings-bus";
import type { FunctionDefaults } from "../constructs/node-function";
import { Notifier } from "../constructs/notifier";
import { PipelineAlarms } from "../constructs/pipeline-alarms";
import { pipelineGraphs } from "../constructs/pipeline-graphs";
import { Relay } from "../constructs/relay";
import { SmsTrail } from "../constructs/sms-trail";
import { Sweeper } from "../constructs/sweeper";
import { Tables } from "../constructs/tables";
import { Topics } from "../constructs/topics";
import { Undelivered } from "../constructs/undelivered";
import { withOwnNames } from "../own-names";

export interface DetectionStackProps extends StackProps {
  readonly config: DeployConfig;
  /** Names of other stacks of this project, whose resources nobody should switch off either. */
  readonly siblings?: readonly string[];
  /** @default - the stack's */
  readonly dashboardName?: string;
}

interface Parts {
  readonly tables: Tables;
  readonly topics: Topics;
  readonly undelivered: IQueue;
  readonly detector: Detector;
  readonly bus: FindingsBus;
  readonly relay: Relay;
  readonly notifier: Notifier;
  readonly sweeper: Sweeper;
}

/** From CloudTrail's events to one e-mail for an attack. */
export class DetectionStack extends Stack {
  readonly tables: Tables;
  readonly topics: Topics;

  constructor(scope: Construct, id: string, props: DetectionStackProps) {
    const { config: given, siblings = [], dashboardName: chosen, ...rest } = props;
    super(scope, id, { description: "Finds SMS pumping and tells on-call", ...rest });
    const dashboardName = chosen ?? this.stackName;
    const config = withOwnNames(given, dashboardName, [this.stackName, ...siblings]);
    const parts = this.#build(config);
    this.tables = parts.tables;
    this.topics = parts.topics;
    parts.bus.admit(parts.relay.relay.role, parts.sweeper.sweep.role);
    new Feed(this, "Feed", {
      ownResources: config.detector.ownResources,
      queue: parts.detector.live.queue,
      undelivered: parts.undelivered,
    });
    if (config.trail) {
      new SmsTrail(this, "SmsTrail", { managementEvents: config.trailManagementEvents });
    }
    this.#watch(parts, config, dashboardName);
    this.#publishNames(parts);
  }

  #build({ detector: rules, tuning, logRetentionDays, ...config }: DeployConfig): Parts {
    const defaults: FunctionDefaults = {
      detector: rules,
      logRetention: logRetentionDays,
      environment: tuning.environment,
    };
    const tables = new Tables(this, "Tables");
    const topics = new Topics(this, "Topics", config);
    const undelivered = new Undelivered(this, "Undelivered").queue;
    const common = { defaults, tables };
    const detector = new Detector(this, "Detector", { ...common, consumer: tuning.detect });
    const bus = new FindingsBus(this, "Findings", {
      drillsQueue: detector.drills.queue,
      undelivered,
    });
    const onBus = { ...common, bus: bus.bus };
    const relay = new Relay(this, "Relay", { ...onBus, settings: tuning.relay });
    const notifier = new Notifier(this, "Notifier", {
      ...onBus,
      onCall: topics.onCall.topic,
      drills: topics.drills.topic,
      undelivered,
      consumer: tuning.notify,
    });
    const sweeper = new Sweeper(this, "Sweeper", {
      ...onBus,
      notifyQueue: notifier.work.queue,
      undelivered,
      settings: tuning.sweep,
    });
    return { tables, topics, undelivered, detector, bus, relay, notifier, sweeper };
  }

  #watch(parts: Parts, config: DeployConfig, dashboardName: string): void {
    const { detector, notifier, relay, sweeper, topics, undelivered } = parts;
    const {
      detector: { runbookUrl },
      tuning,
    } = config;
    const clients = namedClients(config.detector);
    const workQueues = { detect: detector.live.queue, notify: notifier.work.queue };
    const functions = {
      detect: detector.detect,
      relay: relay.relay,
      sweep: sweeper.sweep,
      notify: notifier.notify,
    };
    const { alarms } = new PipelineAlarms(this, "PipelineAlarms", {
      topic: topics.pipeline.topic,
      runbookUrl,
      deadLetters: {
        detect: detector.live.deadLetters,
        drills: detector.drills.deadLetters,
        notify: notifier.work.deadLetters,
      },
      relayDeadLetters: relay.deadLetters.queue,
      undelivered,
      workQueues,
      functions,
      detect: detector.detect,
      relay: relay.relay,
      sweep: sweeper.sweep,
      sweepEvery: Duration.minutes(tuning.sweep.everyMinutes),
    });
    new Dashboard(this, "Dashboard", {
      name: dashboardName,
      settings: config.spend,
      regions: config.spendRegions,
      more: pipelineGraphs({ workQueues, functions, alarms, clients }),
    });
  }

  #publishNames(parts: Parts): void {
    for (const [name, value] of Object.entries(namesOf(parts)))
      new CfnOutput(this, name, { value });
  }
}

/** What drills, runbooks and tests need to find a deployed stack's parts. */
const namesOf = ({
  tables,
  topics,
  undelivered,
  detector,
  bus,
  relay,
  notifier,
  sweeper,
}: Parts) => ({
  QueueUrl: detector.live.queue.queueUrl,
  DeadLetterQueueUrl: detector.live.deadLetters.queueUrl,
  DrillsQueueUrl: detector.drills.queue.queueUrl,
  DrillsDeadLetterQueueUrl: detector.drills.deadLetters.queueUrl,
  NotifyQueueUrl: notifier.work.queue.queueUrl,
  NotifyDeadLetterQueueUrl: notifier.work.deadLetters.queueUrl,
  RelayDeadLetterQueueUrl: relay.deadLetters.queue.queueUrl,
  UndeliveredQueueUrl: undelivered.queueUrl,
  BusName: bus.bus.eventBusName,
  StateTableName: tables.state.tableName,
  FindingsTableName: tables.findings.tableName,
  OnCallTopicArn: topics.onCall.topic.topicArn,
  PipelineTopicArn: topics.pipeline.topic.topicArn,
  DrillsTopicArn: topics.drills.topic.topicArn,
  DetectFunctionName: detector.detect.function.functionName,
  RelayFunctionName: relay.relay.function.functionName,
  SweepFunctionName: sweeper.sweep.function.functionName,
  NotifyFunctionName: notifier.notify.function.functionName,
});
