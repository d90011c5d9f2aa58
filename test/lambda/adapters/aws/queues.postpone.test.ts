import type { ChangeMessageVisibilityBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { sqsPostpone } from "../../../../lambda/adapters/aws/queues";

type Call = ChangeMessageVisibilityBatchCommand["input"];

/** A queue that refuses as many messages of each call as it is told to, or throws. */
function queueOf(...refused: readonly (number | Error)[]) {
  const calls: Call[] = [];
  const client = {
    send: ({ input }: ChangeMessageVisibilityBatchCommand) => {
      const next = refused[calls.length] ?? 0;
      calls.push(input);
      if (next instanceof Error) return Promise.reject(next);
      return Promise.resolve({ Failed: next === 0 ? undefined : input.Entries!.slice(0, next) });
    },
  } as unknown as SQSClient;
  return { calls, postpone: sqsPostpone(client, "url") };
}

const messages = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ receiptHandle: `h${i}`, seconds: 60 + i }));

test("each message gets its own time, ten of them a call", async () => {
  const { calls, postpone } = queueOf();
  expect(await postpone(messages(23))).toBe(0);
  expect(calls.map(({ QueueUrl, Entries }) => [QueueUrl, Entries!.length])).toEqual([
    ["url", 10],
    ["url", 10],
    ["url", 3],
  ]);
  const entries = calls.flatMap(({ Entries }) => Entries!);
  expect(
    entries.map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout]),
  ).toEqual(messages(23).map(({ receiptHandle, seconds }) => [receiptHandle, seconds]));
  for (const { Entries } of calls) {
    expect(new Set(Entries!.map(({ Id }) => Id)).size).toBe(Entries!.length);
  }
});

test("what the queue does not hide is counted, and keeps no other from being hidden", async () => {
  const { calls, postpone } = queueOf(2, new Error("throttled"), 1);
  expect(await postpone(messages(25))).toBe(2 + 10 + 1);
  expect(calls).toHaveLength(3);
});
