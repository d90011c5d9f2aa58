import type { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { sqsNotificationQueue } from "../../../../lambda/adapters/aws/queues";

/** A queue that refuses as many messages of each call as it is told to, call by call. */
function queueOf(...refused: readonly number[]) {
  const calls: SendMessageBatchCommand["input"][] = [];
  const client = {
    send: ({ input }: SendMessageBatchCommand) => {
      const count = refused[calls.length] ?? 0;
      calls.push(input);
      const Entries = input.Entries ?? [];
      return Promise.resolve({
        Successful: Entries.slice(count),
        Failed: count === 0 ? undefined : Entries.slice(0, count),
      });
    },
  } as unknown as SQSClient;
  return { calls, send: sqsNotificationQueue(client, "url") };
}

const requests = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    scope: "111122223333/live",
    target: "client:app",
    incidentId: `I${i}`,
  }));

describe("the notifier's queue", () => {
  test("gets ten messages a call, each with a whole look and an id of its own", async () => {
    const { calls, send } = queueOf();
    await send(requests(23));
    expect(calls.map(({ QueueUrl, Entries }) => [QueueUrl, Entries!.length])).toEqual([
      ["url", 10],
      ["url", 10],
      ["url", 3],
    ]);
    const bodies = calls.flatMap(({ Entries }) =>
      Entries!.map(({ MessageBody = "" }) => JSON.parse(MessageBody) as unknown),
    );
    expect(bodies).toEqual(requests(23).map((request) => ({ request })));
    for (const { Entries } of calls)
      expect(new Set(Entries!.map(({ Id }) => Id)).size).toBe(Entries!.length);
  });

  test("is not called for nothing", async () => {
    const { calls, send } = queueOf();
    await send([]);
    expect(calls).toEqual([]);
  });

  test.each([
    ["the first", [2], 1],
    ["a later", [0, 2], 2],
  ])("refuses to go on when %s call was not taken whole", async (_, refused, called) => {
    const { calls, send } = queueOf(...refused);
    await expect(send(requests(25))).rejects.toThrow("SQS refused 2 requests to notify");
    expect(calls).toHaveLength(called);
  });
});
