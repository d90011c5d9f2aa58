import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { version } from "../../package.json";
import { namedClients } from "../../lambda/core/counting/codes-by-client";
import type { DeployConfig } from "../config";
import { addCanary } from "../canary/canary";
import { Dashboard, dashboardUrl } from "../constructs/dashboard";
import { functionDefaults, RUNTIME } from "../constructs/node-function";
import { Operations } from "../constructs/operations";
import { publish } from "../constructs/outputs";
import { HmacSecret } from "../constructs/secret";
import { Tables } from "../constructs/tables";
import { Detector } from "../detection/detector";
import { Sweeper } from "../detection/sweeper";
import { Doctor } from "../doctor/doctor";
import { Forwarder } from "../elastic/forwarder";
import { Feed } from "../feed/feed";
import { undeliveredEvents } from "../feed/undelivered-events";
import { FindingsBus } from "../findings-bus/findings-bus";
import { Relay } from "../findings-bus/relay";
import { oldTrail } from "../intake/old-trail";
import { EmailSink } from "../notification/email-sink";
import { Topics } from "../notification/topics";
import { withOwnNames } from "../own-names";
import { PagerDutySink } from "../pagerduty/pagerduty-sink";
import { spendRows } from "../spend/spend-graphs";

export interface DetectionStackProps extends StackProps {
  readonly config: DeployConfig;
  /** Names of other stacks of this project, whose resources nobody should switch off either. */
  readonly siblings?: readonly string[];
  /** @default - the stack's */
  readonly dashboardName?: string;
  /** The Region that it goes to, if that is known: the dashboard's link depends on its partition. */
  readonly homeRegion?: string | undefined;
}

/** From CloudTrail's events to one e-mail for an attack. */
export class DetectionStack extends Stack {
  readonly tables: Tables;
  readonly topics: Topics;
  readonly operations: Operations;

  constructor(scope: Construct, id: string, props: DetectionStackProps) {
    const { config: given, siblings = [], dashboardName: chosen, homeRegion, ...rest } = props;
    super(scope, id, { description: "Finds SMS pumping and tells on-call", ...rest });
    const dashboardName = chosen ?? this.stackName;
    const link = dashboardUrl(dashboardName, homeRegion);
    const config = withOwnNames(given, link, [this.stackName, ...siblings]);
    this.tables = new Tables(this, "Tables");
    this.topics = new Topics(this, "Topics", config);
    this.operations = new Operations(this, "PipelineAlarms", {
      topic: this.topics.pipeline.topic,
      runbookUrl: config.detector.runbookUrl,
    });
    // What `smspump doctor` compares.
    publish(this, { Version: version, Runtime: RUNTIME.name });
    this.#build(config, siblings);
    if (config.trail) oldTrail(this, config.trailManagementEvents);
    const { home, others } = spendRows(config.spend, config.spendRegions);
    new Dashboard(this, "Dashboard", {
      name: dashboardName,
      rows: [home, this.operations.widgets(), ...others],
    });
  }

  #build(config: DeployConfig, siblings: readonly string[]): void {
    const { tables, topics, operations } = this;
    const { detector, elastic, pagerDuty, tuning } = config;
    const undelivered = undeliveredEvents(this, operations);
    const common = { operations, defaults: functionDefaults(config), tables, undelivered };
    const { live, drills, detect } = new Detector(this, "Detector", {
      ...common,
      hmac: new HmacSecret(this, "Hmac"),
      consumer: tuning.detect,
      clients: namedClients(detector),
    });
    const bus = new FindingsBus(this, "Findings", { drillsQueue: drills.queue, undelivered });
    const onBus = { ...common, bus };
    new Relay(this, "Relay", { ...onBus, outbox: tables.findings, settings: tuning.relay });
    const sweeper = new Sweeper(this, "Sweeper", { ...onBus, settings: tuning.sweep });
    if (config.canary) {
      const { sweep } = sweeper;
      addCanary({ operations, tables, detect, sweep, everyMinutes: tuning.sweep.everyMinutes });
    }
    if (config.dailyChecks) {
      const { pipeline, onCall } = topics;
      const heard = { pipeline: pipeline.topic, onCall: onCall.topic };
      new Doctor(this, "Doctor", { ...common, ...heard, config });
    }
    new EmailSink(this, "Notifier", { ...onBus, sweeper, topics, consumer: tuning.notify });
    if (elastic !== undefined) {
      new Forwarder(this, "Forwarder", { ...onBus, consumer: tuning.forward, elastic });
    }
    if (pagerDuty !== undefined) {
      new PagerDutySink(this, "PagerDuty", { ...onBus, sweeper, pagerDuty, siblings });
    }
    new Feed(this, "Feed", {
      ownResources: detector.ownResources,
      queue: live.queue,
      undelivered,
    });
  }
}
