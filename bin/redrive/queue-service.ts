/** About how many messages a queue holds, and what it is called. */
export interface QueueState {
  readonly arn: string;
  /** Waiting to be received. */
  readonly visible: number;
  /** Received and not deleted yet, or delayed: somebody else reads them. */
  readonly hidden: number;
}

/** A message that this process has received and not deleted. */
export interface Held {
  /** The same each time that it is received. */
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Why a queue did not take a message; undefined where it did. */
export type Refused = string | undefined;

/** What is asked of SQS about messages. Each call may fail; then nothing is known of its effect. */
export interface QueueService {
  readonly state: (url: string) => Promise<QueueState>;
  /** Some messages, hidden from others for two minutes; none when there are no more. */
  readonly receive: (url: string) => Promise<readonly Held[]>;
  /** One answer for each body. A message was taken only if its answer is `undefined`. */
  readonly send: (url: string, bodies: readonly string[]) => Promise<readonly Refused[]>;
  /** One answer for each receipt: whether it was deleted. */
  readonly remove: (url: string, receipts: readonly string[]) => Promise<readonly boolean[]>;
  /** Makes them visible again at once; what cannot be becomes so by itself. */
  readonly release: (url: string, receipts: readonly string[]) => Promise<void>;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasksResultEntry.html */
export interface Move {
  readonly status: string;
  /** Tells a move from an earlier one. */
  readonly startedMs: number;
  readonly moved: number;
  /** Undefined until AWS has begun. */
  readonly toMove: number | undefined;
  readonly failure: string | undefined;
}

/** AWS's own redrive: one move at a time from each queue. */
export interface MoveService {
  readonly latest: (sourceArn: string) => Promise<Move | undefined>;
  readonly start: (sourceArn: string, destinationArn: string) => Promise<void>;
}
