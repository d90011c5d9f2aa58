import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { namedClients } from "../../lambda/core/counting/codes-by-client";
import type { DeployConfig } from "../config";
import { Dashboard } from "../constructs/dashboard";
import { Detector } from "../constructs/detector";
import { Feed } from "../constructs/feed";
import { FindingsBus } from "../constructs/findings-bus";
import { Forwarder, type ForwarderProps } from "../constructs/forwarder";
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
import { namesOf } from "./detection-names";
import type { DetectionParts } from "./detection-parts";
import { watchedOf } from "./detection-watched";

export interface DetectionStackProps extends StackProps {
  readonly config: DeployConfig;
  /** Names of other stacks of this project, whose resources nobody should switch off either. */
  readonly siblings?: readonly string[];
  /** @default - the stack's */
  readonly dashboardName?: string;
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

  #build(config: DeployConfig): DetectionParts {
    const { tuning } = config;
    const defaults: FunctionDefaults = {
      detector: config.detector,
      logRetention: config.logRetentionDays,
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
    const forwarder = this.#forwarder(config, { ...onBus, undelivered });
    return { tables, topics, undelivered, detector, bus, relay, notifier, sweeper, forwarder };
  }

  #forwarder(
    { elastic, tuning }: DeployConfig,
    common: Omit<ForwarderProps, "consumer" | "elastic">,
  ): Forwarder | undefined {
    if (elastic === undefined) return undefined;
    return new Forwarder(this, "Forwarder", { ...common, consumer: tuning.forward, elastic });
  }

  #watch(parts: DetectionParts, config: DeployConfig, dashboardName: string): void {
    const { detector, forwarder, relay, sweeper } = parts;
    const { workQueues, functions, deadLetters } = watchedOf(parts);
    const { alarms } = new PipelineAlarms(this, "PipelineAlarms", {
      topic: parts.topics.pipeline.topic,
      runbookUrl: config.detector.runbookUrl,
      deadLetters,
      relayDeadLetters: relay.deadLetters.queue,
      undelivered: parts.undelivered,
      workQueues,
      elastic: forwarder && { waiting: forwarder.work.queue, rejects: forwarder.rejects },
      functions,
      detect: detector.detect,
      relay: relay.relay,
      sweep: sweeper.sweep,
      sweepEvery: Duration.minutes(config.tuning.sweep.everyMinutes),
    });
    new Dashboard(this, "Dashboard", {
      name: dashboardName,
      settings: config.spend,
      regions: config.spendRegions,
      more: pipelineGraphs({
        workQueues: { ...workQueues, ...(forwarder && { forward: forwarder.work.queue }) },
        functions,
        alarms,
        clients: namedClients(config.detector),
        hasElastic: forwarder !== undefined,
      }),
    });
  }

  #publishNames(parts: DetectionParts): void {
    for (const [name, value] of Object.entries(namesOf(parts)))
      new CfnOutput(this, name, { value });
  }
}
