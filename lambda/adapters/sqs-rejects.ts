import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Reject, rejectMessage } from "../core/elastic/store-documents";

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
