import { Validations } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { onlyOwnSend } from "./own-senders";
import { LONGEST_RETENTION } from "./work-queue";

/** A queue of what somebody else's service refused for good: the function itself sends to it. */
export function rejectsQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: LONGEST_RETENTION,
  });
  Validations.of(queue).acknowledge({
    id: "AwsSolutions-SQS3",
    reason: "no function reads it: a person does, who sends its messages again",
  });
  onlyOwnSend(queue, false);
  return queue;
}
