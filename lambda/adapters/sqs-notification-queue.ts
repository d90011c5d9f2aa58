import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { NotificationQueue } from "../core/notifications/pending-notifications";

const BATCH = 10;

/**
 * The notifier's queue.
 *
 * @throws Error when SQS did not take all of them
 */
export const sqsNotificationQueue =
  (client: SQSClient, queueUrl: string): NotificationQueue =>
  async (looks) => {
    for (let start = 0; start < looks.length; start += BATCH) {
      const Entries = looks
        .slice(start, start + BATCH)
        .map((look, i) => ({ Id: String(i), MessageBody: JSON.stringify({ look }) }));
      const { Failed } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      if (Failed?.length) throw new Error(`SQS refused ${Failed.length} messages to look`);
    }
  };
