import { Duration } from "aws-cdk-lib";
import { type EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { FINDINGS_SOURCE } from "../../lambda/core/sources/drill";
import type { NotifyEnv } from "../../lambda/notify/env";
import type { QueueConsumer } from "../tuning";
import { NodeFunction, type FunctionDefaults } from "./node-function";
import type { Tables } from "./tables";
import { LONGEST_RETENTION, WorkQueue } from "./work-queue";

export interface NotifierProps {
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly bus: EventBus;
  readonly onCall: ITopic;
  readonly drills: ITopic;
  readonly undelivered: IQueue;
  readonly consumer: QueueConsumer;
}

/** Incidents in, e-mails out, at a pace that people can bear. */
export class Notifier extends Construct {
  readonly work: WorkQueue;
  readonly notify: NodeFunction;

  constructor(scope: Construct, id: string, props: NotifierProps) {
    super(scope, id);
    const { defaults, tables, bus, onCall, drills, undelivered, consumer } = props;
    this.work = new WorkQueue(this, "Work", { consumer, retention: LONGEST_RETENTION });
    new Rule(this, "IncidentRule", {
      eventBus: bus,
      description: "Incidents that somebody may have to be told of",
      eventPattern: { source: [FINDINGS_SOURCE], detailType: ["SMS Pumping Incident"] },
      targets: [new SqsQueue(this.work.queue, { deadLetterQueue: undelivered })],
    });
    this.notify = new NodeFunction(this, "Notify", {
      defaults,
      name: "notify",
      description: "Tells people of incidents, each revision once",
      timeout: Duration.seconds(consumer.timeoutSeconds),
      memoryMb: consumer.memoryMb,
      environment: {
        STATE_TABLE: tables.state.tableName,
        FINDINGS_TABLE: tables.findings.tableName,
        ON_CALL_TOPIC_ARN: onCall.topicArn,
        DRILLS_TOPIC_ARN: drills.topicArn,
      } satisfies NotifyEnv,
    });
    this.work.feed(this.notify);
    const { role } = this.notify;
    tables.grantState(role, "GetItem", "Query", "UpdateItem");
    tables.grantFindings(role, "GetItem", "Query");
    Grant.addToPrincipal({
      grantee: role,
      actions: ["sns:Publish"],
      resourceArns: [onCall.topicArn, drills.topicArn],
    });
  }
}
