import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeferredEvaluationQueue } from "../core/counting/deferred-evaluation";

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
