import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { inBatches } from "./batches";
import type { Held, MoveService, QueueService, QueueState, Refused } from "./queue-service";

/** So long may a batch take from being received until it is deleted. */
const HIDDEN_SECONDS = 120;
/** Asks all of SQS's servers: an empty answer then means an empty queue. */
const WAIT_SECONDS = 2;

function heldOf({ MessageId, ReceiptHandle, Body, MessageAttributes = {} }: Message): Held {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { StringValue = "" }]) => [name, StringValue] as const,
  );
  return {
    id: MessageId ?? "",
    receipt: ReceiptHandle ?? "",
    body: Body ?? "",
    attributes: Object.fromEntries(attributes),
  };
}

/** Ids of a batch's entries are their places in it. */
const entries = <T extends object>(things: readonly T[]): (T & { readonly Id: string })[] =>
  things.map((thing, i) => ({ ...thing, Id: String(i) }));

async function stateOf(client: SQSClient, QueueUrl: string): Promise<QueueState> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        "QueueArn",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return {
    arn: Attributes.QueueArn ?? "",
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    hidden:
      Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0) +
      Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

async function receive(client: SQSClient, QueueUrl: string): Promise<readonly Held[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageAttributeNames: ["All"],
    }),
  );
  return Messages.map(heldOf);
}

async function send(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
): Promise<readonly Refused[]> {
  const Entries = entries(bodies.map((MessageBody) => ({ MessageBody })));
  const { Successful = [], Failed = [] } = await client.send(
    new SendMessageBatchCommand({ QueueUrl, Entries }),
  );
  const taken = new Set(Successful.map(({ Id }) => Id));
  return Entries.map(({ Id }) => {
    const failed = Failed.find((each) => each.Id === Id);
    if (failed !== undefined) return `${failed.Code ?? ""} ${failed.Message ?? ""}`.trim();
    return taken.has(Id) ? undefined : "SQS gave no answer";
  });
}

async function remove(
  client: SQSClient,
  QueueUrl: string,
  receipts: readonly string[],
): Promise<readonly boolean[]> {
  const Entries = entries(receipts.map((ReceiptHandle) => ({ ReceiptHandle })));
  const { Successful = [] } = await client.send(
    new DeleteMessageBatchCommand({ QueueUrl, Entries }),
  );
  const gone = new Set(Successful.map(({ Id }) => Id));
  return Entries.map(({ Id }) => gone.has(Id));
}

async function release(
  client: SQSClient,
  QueueUrl: string,
  receipts: readonly string[],
): Promise<readonly never[]> {
  const Entries = entries(
    receipts.map((ReceiptHandle) => ({ ReceiptHandle, VisibilityTimeout: 0 })),
  );
  await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  return [];
}

/** The messages of queues in SQS. */
export const sqsQueues = (client: SQSClient): QueueService => ({
  state: (url) => stateOf(client, url),
  receive: (url) => receive(client, url),
  send: (url, bodies) => inBatches(bodies, (batch) => send(client, url, batch)),
  remove: (url, receipts) => inBatches(receipts, (batch) => remove(client, url, batch)),
  release: async (url, receipts) => {
    await inBatches(receipts, (batch) => release(client, url, batch));
  },
});

/** AWS's own redrive. */
export const sqsMoves = (client: SQSClient): MoveService => ({
  latest: async (SourceArn) => {
    const { Results = [] } = await client.send(
      new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }),
    );
    const [task] = Results;
    if (task === undefined) return undefined;
    return {
      status: task.Status ?? "",
      startedMs: task.StartedTimestamp ?? 0,
      moved: task.ApproximateNumberOfMessagesMoved ?? 0,
      toMove: task.ApproximateNumberOfMessagesToMove,
      failure: task.FailureReason,
    };
  },
  start: async (SourceArn, DestinationArn) => {
    await client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  },
});
