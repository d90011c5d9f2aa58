import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Construct } from "constructs";
import type { QueueConsumer } from "../tuning";
import type { NodeFunction } from "./node-function";
import { onlyOwnSend } from "./own-senders";

export interface WorkQueueProps {
  readonly consumer: QueueConsumer;
  /** @default 4 days */
  readonly retention?: Duration;
}

/** The longest that SQS keeps a message. */
export const LONGEST_RETENTION = Duration.days(14);

const hiddenSeconds = (consumer: QueueConsumer): number =>
  consumer.visibilitySeconds ?? 6 * consumer.timeoutSeconds + consumer.batchWindowSeconds;

/** A queue that one function works off, and the dead-letter queue of what it cannot. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #consumer: QueueConsumer;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#consumer = props.consumer;
    const secure = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    // A dead letter keeps its first age: it must outlive the queue that it comes from.
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...secure,
      retentionPeriod: LONGEST_RETENTION,
    });
    this.queue = new Queue(this, "Queue", {
      ...secure,
      retentionPeriod: props.retention ?? Duration.days(4),
      visibilityTimeout: Duration.seconds(hiddenSeconds(props.consumer)),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.consumer.maxReceives },
    });
    // SQS itself moves what has failed, and asks no policy.
    onlyOwnSend(this.deadLetters, false);
    onlyOwnSend(this.queue, true);
  }

  /**
   * Has the function work the queue off. Its concurrency is bounded here and never reserved:
   * a reserved one throttles, and each throttled receive counts towards the dead-letter queue.
   */
  feed({ function: consumer }: NodeFunction): void {
    const { batchSize, batchWindowSeconds, maxConcurrency } = this.#consumer;
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        maxBatchingWindow: Duration.seconds(batchWindowSeconds),
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
