import { Duration } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { SinkId } from "../../lambda/core/notifications/sink";
import { FINDINGS_SOURCE } from "../../lambda/core/sources/drill";
import { type FunctionDefaults, NodeFunction } from "../constructs/node-function";
import type { Operations } from "../constructs/operations";
import type { DeadLetterTarget } from "../constructs/redrive-target";
import type { Tables } from "../constructs/tables";
import { queueAge, type Watch } from "../constructs/watches";
import { LONGEST_RETENTION, WorkQueue } from "../constructs/work-queue";
import type { Sweeper } from "../detection/sweeper";
import type { FindingsBus } from "../findings-bus/findings-bus";
import type { QueueConsumer } from "../tuning";

/** What every sink is given by the stack. */
export interface SinkContext {
  readonly operations: Operations;
  readonly defaults: FunctionDefaults;
  readonly tables: Tables;
  readonly bus: FindingsBus;
  readonly sweeper: Sweeper;
  readonly undelivered: IQueue;
}

export interface SinkProps extends SinkContext {
  readonly consumer: QueueConsumer;
  /** What becomes of its dead letters. Its name is that of the sink's alarms and lines in graphs. */
  readonly target: DeadLetterTarget;
  /** By which name its log and the sweep know it. */
  readonly sink: SinkId;
  /** The folder of its handler under `lambda`. */
  readonly handler: string;
  readonly description: string;
  /** The alarm when its messages wait. @default - one that speaks of e-mails after 20 minutes */
  readonly late?: (queue: IQueue) => Watch;
  /** Variables besides the tables'. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Incidents in, messages to people out: a rule on the bus, a queue of the sink's own, its notifier. A sink
 * that fails holds up no other.
 */
export class Sink extends Construct {
  readonly work: WorkQueue;
  readonly notify: NodeFunction;

  constructor(scope: Construct, id: string, props: SinkProps) {
    super(scope, id);
    const { bus, consumer, sink, sweeper, tables, undelivered } = props;
    this.work = new WorkQueue(this, "Work", { consumer, retention: LONGEST_RETENTION });
    new Rule(this, "IncidentRule", {
      eventBus: bus.bus,
      description: "Incidents that somebody may have to be told of",
      eventPattern: { source: [FINDINGS_SOURCE], detailType: ["SMS Pumping Incident"] },
      targets: [new SqsQueue(this.work.queue, { deadLetterQueue: undelivered })],
    });
    this.notify = this.#notifier(props);
    this.work.feed(this.notify);
    tables.grantState(this.notify.role, "GetItem", "Query", "UpdateItem");
    tables.grantFindings(this.notify.role, "BatchGetItem", "GetItem", "Query");
    sweeper.remind(sink, this.work.queue);
    this.#register(props);
  }

  #register({ operations, target, late }: SinkProps): void {
    const { name } = target;
    const { queue } = this.work;
    operations.addWorkQueue(this.work, target);
    operations.addQueueLine(name, queue);
    operations.addAlarm(late?.(queue) ?? queueAge(name, queue));
    operations.addFunction(name, this.notify);
  }

  #notifier({ consumer, tables, ...props }: SinkProps): NodeFunction {
    return new NodeFunction(this, "Notify", {
      defaults: props.defaults,
      name: props.handler,
      description: props.description,
      timeout: Duration.seconds(consumer.timeoutSeconds),
      memoryMb: consumer.memoryMb,
      environment: {
        STATE_TABLE: tables.state.tableName,
        FINDINGS_TABLE: tables.findings.tableName,
        ...props.environment,
      },
    });
  }
}
