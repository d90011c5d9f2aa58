import {
  SendMessageBatchCommand,
  type SQSClient,
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { DeferredEvaluationQueue } from "../../core/counting/deferred-evaluation";
import type { NotificationQueue } from "../../core/notifications/pending-notifications";
import { type Reject, rejectMessage } from "../../core/elastic/store-documents";

/** SQS delays a message by 15 minutes at most; one that comes too early is sent again. */
const LONGEST_DELAY_S = 900;
const BATCH = 10;

/**
 * The detector's own queue, with a delay.
 *
 * @throws Error when SQS did not take all of them
 */
export const sqsDeferredEvaluations =
  (client: SQSClient, queueUrl: string): DeferredEvaluationQueue =>
  async (evaluations, nowMs) => {
    for (let start = 0; start < evaluations.length; start += BATCH) {
      const Entries = evaluations.slice(start, start + BATCH).map((deferred, i) => ({
        Id: String(i),
        MessageBody: JSON.stringify({ deferred }),
        DelaySeconds: Math.min(
          LONGEST_DELAY_S,
          Math.max(0, Math.ceil((deferred.dueAtMs - nowMs) / 1000)),
        ),
      }));
      const { Failed } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      if (Failed?.length) throw new Error(`SQS refused ${Failed.length} deferred evaluations`);
    }
  };

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

/** Keeps what is not stored for good. When it has answered, the queue has it. */
export type RejectSink = (reject: Reject) => Promise<void>;

/** The rejects queue. */
export const sqsRejects =
  (client: SQSClient, queueUrl: string): RejectSink =>
  async (reject) => {
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: rejectMessage(reject) }),
    );
  };
