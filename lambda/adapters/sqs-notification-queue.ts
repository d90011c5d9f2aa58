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
  async (requests) => {
    for (let start = 0; start < requests.length; start += BATCH) {
      const Entries = requests
        .slice(start, start + BATCH)
        .map((request, i) => ({ Id: String(i), MessageBody: JSON.stringify({ request }) }));
      const { Failed } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      if (Failed?.length) throw new Error(`SQS refused ${Failed.length} requests to notify`);
    }
  };
