import type { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { sqsDeferredEvaluations } from "../../../../lambda/adapters/aws/queues";
import type { DeferredEvaluation } from "../../../../lambda/core/counting/deferred-evaluation";

const NOW = 1_800_000_000_000;

const evaluationDueAt = (dueAtMs: number): DeferredEvaluation => ({
  key: { scope: "s", target: "t", spanMs: 60_000, entity: { type: "ip", value: "192.0.2.1" } },
  ruleId: "r",
  indices: [1, 2],
  evidenceContext: { accounts: [], regions: [], eventIds: [] },
  dueAtMs,
});

/** A queue that refuses as many messages of each call as it is told to. */
function queueOf(refused = 0) {
  const calls: SendMessageBatchCommand["input"][] = [];
  const client = {
    send: ({ input }: SendMessageBatchCommand) => {
      calls.push(input);
      return Promise.resolve({ Failed: (input.Entries ?? []).slice(0, refused) });
    },
  } as unknown as SQSClient;
  return { calls, send: sqsDeferredEvaluations(client, "url") };
}

describe("the queue of deferred evaluations", () => {
  test("delays each one until it is due, in whole seconds, and at most by fifteen minutes", async () => {
    const { calls, send } = queueOf();
    const due = [NOW - 5000, NOW, NOW + 1, NOW + 180_000, NOW + 900_000, NOW + 5_000_000];
    await send(due.map(evaluationDueAt), NOW);
    const delays = calls[0]!.Entries!.map(({ DelaySeconds }) => DelaySeconds);
    expect(delays).toEqual([0, 0, 1, 180, 900, 900]);
  });

  test("gets ten messages a call, each with a whole evaluation", async () => {
    const { calls, send } = queueOf();
    const evaluations = Array.from({ length: 23 }, (_, i) => evaluationDueAt(NOW + i));
    await send(evaluations, NOW);
    expect(calls.map(({ Entries }) => Entries!.length)).toEqual([10, 10, 3]);
    const bodies = calls.flatMap(({ Entries }) =>
      Entries!.map(({ MessageBody = "" }) => MessageBody),
    );
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual(
      evaluations.map((deferred) => ({ deferred })),
    );
    for (const { Entries } of calls)
      expect(new Set(Entries!.map(({ Id }) => Id)).size).toBe(Entries!.length);
  });

  test("refuses to go on when a message was not taken", async () => {
    await expect(queueOf(1).send([evaluationDueAt(NOW)], NOW)).rejects.toThrow("SQS refused 1");
  });
});
