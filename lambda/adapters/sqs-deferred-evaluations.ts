import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { LookAgainQueue } from "../core/ports";

/** SQS delays a message by 15 minutes at most; one that comes too early is sent again. */
const LONGEST_DELAY_S = 900;
const BATCH = 10;

/**
 * The detector's own queue, with a delay.
 *
 * @throws Error when SQS did not take all of them
 */
export const sqsLookAgainQueue =
  (client: SQSClient, queueUrl: string): LookAgainQueue =>
  async (looks, nowMs) => {
    for (let start = 0; start < looks.length; start += BATCH) {
      const Entries = looks.slice(start, start + BATCH).map((lookAgain, i) => ({
        Id: String(i),
        MessageBody: JSON.stringify({ lookAgain }),
        DelaySeconds: Math.min(
          LONGEST_DELAY_S,
          Math.max(0, Math.ceil((lookAgain.dueAtMs - nowMs) / 1000)),
        ),
      }));
      const { Failed } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
      );
      if (Failed?.length) throw new Error(`SQS refused ${Failed.length} messages to look again`);
    }
  };
