import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { busPublisher } from "../../../../lambda/adapters/aws/senders";

type Entries = NonNullable<PutEventsCommand["input"]["Entries"]>;

/** A bus that answers each call with what it is given, in turn. */
function busOf(...answers: readonly (readonly object[])[]) {
  const calls: Entries[] = [];
  const client = {
    send: ({ input }: PutEventsCommand) => {
      calls.push(input.Entries ?? []);
      return Promise.resolve({ Entries: answers[calls.length - 1] });
    },
  } as unknown as EventBridgeClient;
  return { calls, publish: busPublisher(client, "findings") };
}

const TAKEN = { EventId: "1" };
const REFUSED = { ErrorCode: "ThrottlingException", ErrorMessage: "slow down" };
const events = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    detailType: "SMS Pumping Finding" as const,
    detail: { i },
  }));

describe("the findings bus", () => {
  test("gets ten events a call, with source, type and detail", async () => {
    const { calls, publish } = busOf(Array(10).fill(TAKEN), [TAKEN, TAKEN]);
    expect(await publish(events(12))).toEqual(Array(12).fill(true));
    expect(calls.map((entries) => entries.length)).toEqual([10, 2]);
    expect(calls[1]![1]).toEqual({
      EventBusName: "findings",
      Source: "sms-pumping",
      DetailType: "SMS Pumping Finding",
      Detail: '{"i":11}',
    });
  });

  test("may refuse some events of a call that succeeds", async () => {
    const { publish } = busOf([TAKEN, REFUSED, TAKEN]);
    expect(await publish(events(3))).toEqual([true, false, true]);
  });

  test("has not taken what it does not answer for", async () => {
    expect(await busOf([TAKEN]).publish(events(2))).toEqual([true, false]);
    expect(await busOf().publish(events(1))).toEqual([false]);
  });

  test("is not called for nothing", async () => {
    const { calls, publish } = busOf();
    expect(await publish([])).toEqual([]);
    expect(calls).toEqual([]);
  });
});
