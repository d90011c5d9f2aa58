import { Duration } from "aws-cdk-lib";
import type { IQueue, Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { PAGERDUTY } from "../../lambda/core/notifications/pagerduty/sink";
import type { PagerDutyEnv } from "../../lambda/pagerduty/env";
import { admitSender } from "../constructs/own-senders";
import { rejectsQueue } from "../constructs/rejects-queue";
import { grantSecret } from "../constructs/secret";
import { notEmpty, olderThan, type Watch } from "../constructs/watches";
import { Sink, type SinkContext } from "../notification/sink";
import type { QueueConsumer } from "../tuning";
import type { PagerDutyConfig } from "./pagerduty-config";
import { pagesGraph } from "./pages-graph";
import { alarmRule } from "./paging-alarms";
import { PAGERDUTY_DEAD, PAGERDUTY_REJECTS } from "./redrive-targets";

export interface PagerDutySinkProps extends SinkContext {
  readonly pagerDuty: PagerDutyConfig;
  /** Names of this project's other stacks. */
  readonly siblings: readonly string[];
}

/* Two tries of five seconds for each message stay under a minute, and so under the two of a claim. With
   six minutes between receives, 250 of them are a day of PagerDuty being out of order. */
const CONSUMER: QueueConsumer = {
  timeoutSeconds: 60,
  memoryMb: 512,
  batchSize: 4,
  batchWindowSeconds: 0,
  maxConcurrency: 2,
  maxReceives: 250,
};

const late = (queue: IQueue): Watch => ({
  ...olderThan(Duration.minutes(10), queue),
  name: "pagerduty-behind",
  meaning: "Pages have waited over 10 minutes for PagerDuty, and keep for 14 days. E-mails go out.",
  first: "see in the log of pagerduty what PagerDuty answers.",
  runbook: "pipeline-pagerduty.md",
});

const refused = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "pagerduty-rejects",
  meaning: "PagerDuty refused pages for good: nobody was woken by them.",
  first: "see why: npm run smspump -- redrive pagerduty-rejects --dry-run.",
  runbook: "pipeline-pagerduty.md",
});

/** Incidents and alarms in, events for PagerDuty out. */
export class PagerDutySink extends Sink {
  constructor(scope: Construct, id: string, props: PagerDutySinkProps) {
    const { pagerDuty, siblings, ...context } = props;
    super(scope, id, {
      ...context,
      consumer: CONSUMER,
      target: PAGERDUTY_DEAD,
      sink: PAGERDUTY,
      late,
      handler: "pagerduty",
      description: "Pages by PagerDuty for incidents and alarms",
      environment: {
        PAGERDUTY_REGION: pagerDuty.region,
        PAGERDUTY_SECRET: pagerDuty.secret,
        PAGERDUTY_DRILLS: String(pagerDuty.drills),
      } satisfies Omit<PagerDutyEnv, "STATE_TABLE" | "FINDINGS_TABLE" | "REJECTS_QUEUE_URL">,
    });
    const rejects = rejectsQueue(this, "Rejects");
    this.#reject(rejects);
    grantSecret(this.notify.role, pagerDuty.secret);
    const { operations, undelivered } = context;
    alarmRule(this, "AlarmRule", { siblings, queue: this.work.queue, undelivered });
    operations.addRedriveTarget(PAGERDUTY_REJECTS, rejects, refused(rejects));
    operations.addSinkGraphs(pagesGraph());
  }

  #reject(rejects: Queue): void {
    const name = "REJECTS_QUEUE_URL" satisfies keyof PagerDutyEnv;
    this.notify.function.addEnvironment(name, rejects.queueUrl);
    admitSender(rejects, this.notify.role);
  }
}
