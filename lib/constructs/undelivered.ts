import { Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { onlyOwnSend } from "./own-senders";
import { LONGEST_RETENTION } from "./work-queue";

/**
 * What could not be handed on: events that EventBridge could not give to a rule's target, or
 * pointers to a part of a stream that a relay has given up.
 */
export class Undelivered extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: LONGEST_RETENTION,
    });
    onlyOwnSend(this.queue, false);
    Validations.of(this.queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "is itself a dead-letter queue, of a rule's target or of a stream, not of a queue",
    });
  }
}
