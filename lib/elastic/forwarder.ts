import { Duration } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { FINDINGS_SOURCE } from "../../lambda/core/sources/drill";
import type { DetailType } from "../../lambda/core/incidents/published";
import type { ForwardEnv } from "../../lambda/forward/env";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import { admitSender } from "../constructs/own-senders";
import { rejectsQueue } from "../constructs/rejects-queue";
import { grantSecret } from "../constructs/secret";
import type { Tables } from "../constructs/tables";
import { notEmpty, olderThan, type Watch } from "../constructs/watches";
import { LONGEST_RETENTION, WorkQueue } from "../constructs/work-queue";
import type { FindingsBus } from "../findings-bus/findings-bus";
import type { QueueConsumer } from "../tuning";
import { documentsGraph } from "./documents-graph";
import type { ElasticConfig } from "./elastic-config";
import { FORWARD, REJECTS } from "./redrive-targets";

export interface ForwarderProps {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly bus: FindingsBus;
  readonly undelivered: IQueue;
  readonly consumer: QueueConsumer;
  readonly elastic: ElasticConfig;
}

const EVERY_STEP: readonly DetailType[] = ["SMS Pumping Finding", "SMS Pumping Incident"];

/* The function chooses how long a message waits. Where it dies first, this holds: 100 receives are
   then a day of Elastic being out of order. */
const HIDDEN_SECONDS = 900;

const CA_FILE = "elastic-ca.pem";

const behind = (queue: IQueue): Watch => ({
  // A restart or an upgrade of Elastic takes less, and costs nothing.
  ...olderThan(Duration.hours(1), queue),
  name: "elastic-behind",
  meaning: "Findings have waited over an hour for Elastic, and keep for 14 days. E-mails go out.",
  first: "see in the log of forward what Elastic answers.",
  runbook: "pipeline-elastic-behind.md",
});

const refused = (queue: IQueue): Watch => ({
  ...notEmpty(queue),
  name: "elastic-rejects",
  meaning: "Elastic refused findings for good: they are missing there.",
  first: "see why: npm run smspump -- redrive rejects --dry-run.",
  runbook: "pipeline-rejects.md",
});

/** Findings and incidents in, documents in Elastic out. */
export class Forwarder extends Construct {
  readonly work: WorkQueue;
  /** What Elastic refused for good. Not a dead-letter queue: the function itself sends here. */
  readonly rejects: Queue;
  readonly forward: NodeFunction;

  constructor(scope: Construct, id: string, props: ForwarderProps) {
    super(scope, id);
    const { bus, undelivered } = props;
    const consumer = { visibilitySeconds: HIDDEN_SECONDS, ...props.consumer };
    this.work = new WorkQueue(this, "Work", { consumer, retention: LONGEST_RETENTION });
    this.rejects = rejectsQueue(this, "Rejects");
    new Rule(this, "StepRule", {
      eventBus: bus.bus,
      description: "Findings and incidents for Elastic",
      eventPattern: { source: [FINDINGS_SOURCE], detailType: [...EVERY_STEP] },
      targets: [new SqsQueue(this.work.queue, { deadLetterQueue: undelivered })],
    });
    this.forward = this.#forward(props);
    this.work.feed(this.forward);
    this.#allow(props);
    this.#register(props.operations);
  }

  #forward({ defaults, tables, consumer, elastic }: ForwarderProps): NodeFunction {
    const { endpoint, secret, namespace, caFile } = elastic;
    const environment: ForwardEnv = {
      FINDINGS_TABLE: tables.findings.tableName,
      ELASTIC_ENDPOINT: endpoint,
      ELASTIC_NAMESPACE: namespace,
      ELASTIC_SECRET: secret,
      FORWARD_QUEUE_URL: this.work.queue.queueUrl,
      REJECTS_QUEUE_URL: this.rejects.queueUrl,
    };
    return new NodeFunction(this, "Forward", {
      defaults,
      name: "forward",
      description: "Stores every step of findings and incidents in Elastic",
      timeout: Duration.seconds(consumer.timeoutSeconds),
      memoryMb: consumer.memoryMb,
      ...(caFile === undefined
        ? { environment }
        : {
            environment: { ...environment, NODE_EXTRA_CA_CERTS: `/var/task/${CA_FILE}` },
            files: { [CA_FILE]: caFile },
          }),
    });
  }

  #allow({ tables, elastic }: ForwarderProps): void {
    const { role } = this.forward;
    tables.grantFindings(role, "GetItem", "Query");
    grantSecret(role, elastic.secret);
    admitSender(this.rejects, role);
  }

  #register(operations: Operations): void {
    operations.addWorkQueue(this.work, FORWARD);
    operations.addQueueLine("forward", this.work.queue);
    operations.addAlarm(behind(this.work.queue));
    operations.addRedriveTarget(REJECTS, this.rejects, refused(this.rejects));
    operations.addFunction("forward", this.forward);
    operations.addSinkGraphs(documentsGraph());
  }
}
