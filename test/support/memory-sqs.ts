import { createHash, randomUUID } from "node:crypto";
import type { SQSClient } from "@aws-sdk/client-sqs";

/** What is in a queue of the stand-in. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  visibleAtMs: number;
  receipt: string | undefined;
}

interface StoredMove {
  readonly startedMs: number;
  readonly toMove: number;
  readonly to: string;
  moved: number;
  status: string;
  failure?: string;
}

interface StoredQueue {
  readonly arn: string;
  readonly messages: StoredMessage[];
  readonly moves: StoredMove[];
}

/** What goes wrong with a call: nothing is done; it is done and unanswered; half of it is refused. */
export type SqsFault = "lost" | "unanswered" | "half" | "died";

export interface MemorySqs {
  readonly client: SQSClient;
  readonly handle: (operation: string, input: Readonly<Record<string, unknown>>) => object;
  readonly bodies: (name: string) => readonly string[];
  readonly url: (name: string) => string;
  readonly arn: (name: string) => string;
  readonly put: (name: string, body: string, attributes?: Readonly<Record<string, string>>) => void;
  /** Names and inputs of the calls, in order. */
  readonly calls: string[];
  nowMs: number;
  /** Decides what goes wrong with the next call. */
  fault: (operation: string) => SqsFault | undefined;
  /** Happens whenever a queue has taken a message. */
  onSent: (name: string, body: string) => void;
  /** How a started move ends. */
  moveFailure: string | undefined;
}

export class SqsError extends Error {
  readonly $metadata = {};
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

const ACCOUNT = "111122223333";

interface Entry {
  readonly Id: string;
  readonly MessageBody?: string;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
}

const REFUSED = { Code: "InternalError", Message: "try again", SenderFault: false };

/**
 * SQS in memory: at-least-once queues with visibility, and moves out of dead-letter queues. Only as
 * much of it as is called here.
 */
export function memorySqs(names: readonly string[], origin = "https://sqs.example.com"): MemorySqs {
  const queues = new Map<string, StoredQueue>();
  const url = (name: string): string => `${origin}/${ACCOUNT}/${name}`;
  const arn = (name: string): string => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;
  for (const name of names) queues.set(name, { arn: arn(name), messages: [], moves: [] });

  function named(name: string | undefined): StoredQueue {
    const queue = queues.get(name ?? "");
    if (queue === undefined) {
      throw new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
    }
    return queue;
  }
  const queueOf = ({ QueueUrl }: Readonly<Record<string, unknown>>): StoredQueue =>
    named(String(QueueUrl).split("/").at(-1));

  function put(name: string, body: string, attributes = {}): void {
    named(name).messages.push({
      id: randomUUID(),
      body,
      attributes,
      visibleAtMs: 0,
      receipt: undefined,
    });
  }

  function eachEntry(
    { Entries }: Readonly<Record<string, unknown>>,
    isHalf: boolean,
    act: (entry: Entry, index: number) => object,
  ): object {
    const entries = Entries as readonly Entry[];
    if (entries.length === 0 || entries.length > 10) throw new SqsError("BatchSize", "1 to 10");
    const isRefused = (i: number): boolean => isHalf && i % 2 === 0;
    return {
      Successful: entries.flatMap((entry, i) =>
        isRefused(i) ? [] : [{ Id: entry.Id, ...act(entry, i) }],
      ),
      Failed: entries.flatMap(({ Id }, i) => (isRefused(i) ? [{ Id, ...REFUSED }] : [])),
    };
  }

  function attributesOf(input: Readonly<Record<string, unknown>>): object {
    const { arn: QueueArn, messages } = queueOf(input);
    const visible = messages.filter(({ visibleAtMs }) => visibleAtMs <= sqs.nowMs).length;
    return {
      Attributes: {
        QueueArn,
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(messages.length - visible),
        ApproximateNumberOfMessagesDelayed: "0",
      },
    };
  }

  function receive(input: Readonly<Record<string, unknown>>): object {
    const ready = queueOf(input).messages.filter(({ visibleAtMs }) => visibleAtMs <= sqs.nowMs);
    const Messages = ready.slice(0, Number(input.MaxNumberOfMessages)).map((message) => {
      message.receipt = randomUUID();
      message.visibleAtMs = sqs.nowMs + Number(input.VisibilityTimeout) * 1000;
      const { id, body, receipt, attributes } = message;
      return {
        MessageId: id,
        ReceiptHandle: receipt,
        Body: body,
        MD5OfBody: md5(body),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([key, StringValue]) => [
            key,
            { DataType: "String", StringValue },
          ]),
        ),
      };
    });
    return Messages.length === 0 ? {} : { Messages };
  }

  function send(input: Readonly<Record<string, unknown>>, isHalf: boolean): object {
    const name = queueOf(input).arn.split(":")[5]!;
    return eachEntry(input, isHalf, ({ MessageBody = "" }) => {
      put(name, MessageBody);
      sqs.onSent(name, MessageBody);
      return { MessageId: randomUUID(), MD5OfMessageBody: md5(MessageBody) };
    });
  }

  function remove(input: Readonly<Record<string, unknown>>, isHalf: boolean): object {
    const { messages } = queueOf(input);
    return eachEntry(input, isHalf, ({ ReceiptHandle }) => {
      const found = messages.findIndex(({ receipt }) => receipt === ReceiptHandle);
      if (found !== -1) messages.splice(found, 1);
      return {};
    });
  }

  function hide(input: Readonly<Record<string, unknown>>, isHalf: boolean): object {
    const { messages } = queueOf(input);
    return eachEntry(input, isHalf, ({ ReceiptHandle, VisibilityTimeout = 0 }) => {
      const found = messages.find(({ receipt }) => receipt === ReceiptHandle);
      if (found !== undefined) found.visibleAtMs = sqs.nowMs + VisibilityTimeout * 1000;
      return {};
    });
  }

  const sourceOf = ({ SourceArn }: Readonly<Record<string, unknown>>): StoredQueue =>
    named(String(SourceArn).split(":")[5]);

  function startMove(input: Readonly<Record<string, unknown>>): object {
    const { moves, messages } = sourceOf(input);
    if (moves[0]?.status === "RUNNING") {
      throw new SqsError("UnsupportedOperation", "There is already a task running.");
    }
    const to = String(input.DestinationArn).split(":")[5]!;
    const startedMs = sqs.nowMs;
    moves.unshift({ startedMs, toMove: messages.length, to, moved: 0, status: "RUNNING" });
    return { TaskHandle: "handle" };
  }

  /** A move gets ahead by three messages whenever somebody looks at it. */
  function listMoves(input: Readonly<Record<string, unknown>>): object {
    const { moves, messages } = sourceOf(input);
    const [move] = moves;
    if (move?.status === "RUNNING") {
      const part = messages.splice(0, 3);
      for (const { body } of part) put(move.to, body);
      move.moved += part.length;
      if (sqs.moveFailure !== undefined) {
        move.status = "FAILED";
        move.failure = sqs.moveFailure;
      } else if (messages.length === 0) move.status = "COMPLETED";
    }
    return {
      Results: moves.slice(0, 1).map(({ startedMs, toMove, moved, status, failure }) => ({
        Status: status,
        StartedTimestamp: startedMs,
        ApproximateNumberOfMessagesToMove: toMove,
        ApproximateNumberOfMessagesMoved: moved,
        ...(failure !== undefined && { FailureReason: failure }),
      })),
    };
  }

  function done(operation: string, input: Readonly<Record<string, unknown>>, isHalf: boolean) {
    const operations: Readonly<Record<string, () => object>> = {
      GetQueueAttributes: () => attributesOf(input),
      ReceiveMessage: () => receive(input),
      SendMessageBatch: () => send(input, isHalf),
      DeleteMessageBatch: () => remove(input, isHalf),
      ChangeMessageVisibilityBatch: () => hide(input, isHalf),
      StartMessageMoveTask: () => startMove(input),
      ListMessageMoveTasks: () => listMoves(input),
    };
    const act = operations[operation];
    if (act === undefined) throw new Error(`${operation} is not played here`);
    return act();
  }

  function handle(operation: string, input: Readonly<Record<string, unknown>>): object {
    sqs.calls.push(operation);
    const fault = sqs.fault(operation);
    if (fault === "lost" || fault === "died") {
      throw new SqsError("TimeoutError", `${operation}: ${fault}`);
    }
    const answer = done(operation, input, fault === "half");
    if (fault === "unanswered") throw new SqsError("TimeoutError", `${operation}: ${fault}`);
    return answer;
  }

  const client = {
    send: (command: { readonly input: Readonly<Record<string, unknown>> }): Promise<object> =>
      new Promise((resolve) => {
        resolve(handle(command.constructor.name.replace(/Command$/, ""), command.input));
      }),
  } as unknown as SQSClient;

  const sqs: MemorySqs = {
    client,
    handle,
    url,
    arn,
    put,
    bodies: (name) => named(name).messages.map(({ body }) => body),
    calls: [],
    nowMs: 1_000,
    fault: () => undefined,
    onSent: () => undefined,
    moveFailure: undefined,
  };
  return sqs;
}
