import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** A received message and for how long it is to stay hidden from now on. */
export interface Postponed {
  readonly receiptHandle: string;
  readonly seconds: number;
}

/**
 * Hides messages that have failed.
 *
 * @returns how many the queue did not hide: they come again after its own visibility time-out
 */
export type Postpone = (messages: readonly Postponed[]) => Promise<number>;

const BATCH = 10;

/** The forwarder's own queue. */
export const sqsPostpone =
  (client: SQSClient, queueUrl: string): Postpone =>
  async (messages) => {
    let failed = 0;
    for (let start = 0; start < messages.length; start += BATCH) {
      const Entries = messages.slice(start, start + BATCH).map(({ receiptHandle, seconds }, i) => ({
        Id: String(i),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }));
      try {
        const { Failed = [] } = await client.send(
          new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }),
        );
        failed += Failed.length;
      } catch {
        failed += Entries.length;
      }
    }
    return failed;
  };
