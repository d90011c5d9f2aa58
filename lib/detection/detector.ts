import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { PAIRING_OFF } from "../../lambda/core/counting/pairing/pair-confirmations";
import { SPEND_NAMESPACE } from "../../lambda/core/model/spend-metric";
import type { DetectEnv } from "../../lambda/detect/env";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import { admitSender } from "../constructs/own-senders";
import type { HmacSecret } from "../constructs/secret";
import type { Tables } from "../constructs/tables";
import { atLeast, lasting, PERIOD, silenceIsGood, type Watch } from "../constructs/watches";
import { WorkQueue } from "../constructs/work-queue";
import type { QueueConsumer } from "../tuning";
import { codeGraphs } from "./code-graphs";
import { findingsGraph } from "./findings-graph";
import { DETECT, DRILLS } from "./redrive-targets";

export interface DetectorProps {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly hmac: HmacSecret;
  readonly consumer: QueueConsumer;
  /** App clients that the configuration names. */
  readonly clients: readonly string[];
}

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

const pairingOff: Watch = {
  metric: new Metric({
    namespace: SPEND_NAMESPACE,
    metricName: PAIRING_OFF,
    dimensionsMap: { service: "detect" },
    statistic: Stats.SUM,
    period: PERIOD,
  }),
  threshold: 1,
  comparisonOperator: atLeast,
  ...lasting,
  ...silenceIsGood,
  name: "detect-pairing-off",
  meaning:
    "The key for pseudonyms cannot be read: confirmations count whoever asked for a code, so an attacker's own may hide his texts.",
  first: "see in the log of detect what Secrets Manager answers.",
  runbook: "pipeline-pairing-off.md",
};

/** Events in, findings out: the queue of AWS's events, the queue of drills, one function on both. */
export class Detector extends Construct {
  readonly live: WorkQueue;
  readonly drills: WorkQueue;
  readonly detect: NodeFunction;

  constructor(scope: Construct, id: string, props: DetectorProps) {
    super(scope, id);
    const { consumer, defaults, tables, hmac } = props;
    this.live = new WorkQueue(this, "Live", { consumer });
    this.drills = new WorkQueue(this, "Drills", { consumer });
    this.detect = new NodeFunction(this, "Detect", {
      defaults,
      name: "detect",
      description: "Counts observations and opens findings",
      timeout: Duration.seconds(consumer.timeoutSeconds),
      memoryMb: consumer.memoryMb,
      environment: {
        STATE_TABLE: tables.state.tableName,
        FINDINGS_TABLE: tables.findings.tableName,
        QUEUE_URL: this.live.queue.queueUrl,
        DRILLS_QUEUE_ARN: this.drills.queue.queueArn,
        HMAC_SECRET: hmac.secret.secretArn,
      } satisfies DetectEnv,
    });
    this.live.feed(this.detect);
    this.drills.feed(this.detect);
    this.#allow(tables);
    hmac.allow(this.detect.role);
    this.#register(props);
  }

  #allow(tables: Tables): void {
    const { role } = this.detect;
    tables.grantState(role, "GetItem", "Query", "UpdateItem");
    tables.grantFindings(role, "GetItem", "PutItem", "Query");
    // It asks itself to look again when a verdict falls due after the last event.
    admitSender(this.live.queue, role);
  }

  #register({ operations, clients }: DetectorProps): void {
    operations.addWorkQueue(this.live, DETECT);
    operations.addPromptQueue("detect", this.live.queue);
    operations.addWorkQueue(this.drills, DRILLS);
    operations.addFunction("detect", this.detect);
    operations.addAlarm(throttles(this.detect));
    operations.addAlarm(pairingOff);
    operations.addFindingGraphs(findingsGraph(), ...codeGraphs({ clients }));
  }
}
