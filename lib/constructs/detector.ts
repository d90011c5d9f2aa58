import { Duration } from "aws-cdk-lib";
import { Grant } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { DetectEnv } from "../../lambda/detect/env";
import type { QueueConsumer } from "../tuning";
import { type FunctionDefaults, NodeFunction } from "./node-function";
import type { Tables } from "./tables";
import { WorkQueue } from "./work-queue";

export interface DetectorProps {
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly consumer: QueueConsumer;
}

/** Events in, findings out: the queue of AWS's events, the queue of drills, one function on both. */
export class Detector extends Construct {
  readonly live: WorkQueue;
  readonly drills: WorkQueue;
  readonly detect: NodeFunction;

  constructor(scope: Construct, id: string, { defaults, tables, consumer }: DetectorProps) {
    super(scope, id);
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
      } satisfies DetectEnv,
    });
    this.live.feed(this.detect);
    this.drills.feed(this.detect);
    const { role } = this.detect;
    tables.grantState(role, "GetItem", "Query", "UpdateItem");
    tables.grantFindings(role, "GetItem", "PutItem", "Query");
    // It asks itself to look again when a verdict falls due after the last event.
    Grant.addToPrincipal({
      grantee: role,
      actions: ["sqs:SendMessage"],
      resourceArns: [this.live.queue.queueArn],
    });
  }
}
