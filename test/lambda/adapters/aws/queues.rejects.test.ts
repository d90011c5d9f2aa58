import type { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { sqsRejects } from "../../../../lambda/adapters/aws/queues";

const REJECT = {
  reason: { status: 400, type: "document_parsing_exception", text: "because" },
  documentId: "finding-F1-1",
  rejectedAtMs: 0,
  event: { source: "sms-pumping" },
};

test("a reject is one message of the rejects queue", async () => {
  const sent: SendMessageCommand["input"][] = [];
  const client = {
    send: ({ input }: SendMessageCommand) => {
      sent.push(input);
      return Promise.resolve({ MessageId: "1" });
    },
  } as unknown as SQSClient;
  await sqsRejects(client, "url")(REJECT);
  expect(sent.map(({ QueueUrl }) => QueueUrl)).toEqual(["url"]);
  expect(JSON.parse(sent[0]!.MessageBody!)).toMatchObject({
    schemaVersion: 1,
    documentId: "finding-F1-1",
    event: { source: "sms-pumping" },
  });
});

test("a queue that refuses it is an error", async () => {
  const failure = new Error("throttled");
  const client = { send: () => Promise.reject(failure) } as unknown as SQSClient;
  await expect(sqsRejects(client, "url")(REJECT)).rejects.toBe(failure);
});
