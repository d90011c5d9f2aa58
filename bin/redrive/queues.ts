import { ConfigError } from "../../lambda/core/model/config";
import { type JsonObject, stringAt } from "../../lambda/core/sources/records/json";
import type { OutputsOptions } from "../stack-outputs";

/** How what lies in a queue gets back to where it is handled. */
export type Way =
  /** By AWS, which moves whatever is in a dead-letter queue of a queue. */
  | "move"
  /** The event in a reject, to the forwarder's queue. */
  | "rejects"
  /** Each to the queue that its event was meant for. */
  | "targets"
  /** Not at all: there is nothing in it to move. */
  | "none";

interface KeptKind {
  /** The stack's output that has its URL. */
  readonly output: string;
  readonly way: Way;
  /** The output of the queue that it goes back to, where that is the same for all. */
  readonly back?: string;
  readonly holds: string;
}

const QUEUE_OF = {
  detect: "QueueUrl",
  drills: "DrillsQueueUrl",
  notify: "NotifyQueueUrl",
  forward: "ForwardQueueUrl",
  "cost-owner": "CostOwnerQueueUrl",
} as const;

const KEPT = {
  detect: {
    output: "DeadLetterQueueUrl",
    way: "move",
    back: QUEUE_OF.detect,
    holds: "calls that could not be counted",
  },
  drills: {
    output: "DrillsDeadLetterQueueUrl",
    way: "move",
    back: QUEUE_OF.drills,
    holds: "calls of drills that could not be counted",
  },
  notify: {
    output: "NotifyDeadLetterQueueUrl",
    way: "move",
    back: QUEUE_OF.notify,
    holds: "incidents that could not be told",
  },
  forward: {
    output: "ForwardDeadLetterQueueUrl",
    way: "move",
    back: QUEUE_OF.forward,
    holds: "findings that Elastic could not take for days",
  },
  "cost-owner": {
    output: "CostOwnerDeadLetterQueueUrl",
    way: "move",
    back: QUEUE_OF["cost-owner"],
    holds: "alarms that the cost owner was not told of with figures",
  },
  rejects: {
    output: "RejectsQueueUrl",
    way: "rejects",
    back: QUEUE_OF.forward,
    holds: "findings that Elastic refused for good",
  },
  undelivered: {
    output: "UndeliveredQueueUrl",
    way: "targets",
    holds: "events that EventBridge could not deliver",
  },
  relay: {
    output: "RelayDeadLetterQueueUrl",
    way: "none",
    holds: "places in the stream; the sweep publishes what is missing",
  },
} as const satisfies Readonly<Record<string, KeptKind>>;

export type KeptName = keyof typeof KEPT;

export const KEPT_NAMES = Object.keys(KEPT) as readonly KeptName[];

/** A queue that holds what only a person can put right. */
export interface Kept {
  readonly name: KeptName;
  readonly url: string;
  readonly way: Way;
  readonly holds: string;
  /** Where it goes back to; undefined where each message has a place of its own, or none. */
  readonly back: WorkQueue | undefined;
}

/** A queue that a function works off. */
export interface WorkQueue {
  readonly name: string;
  readonly url: string;
}

/** The work queues of a stack. */
export const workQueuesIn = (outputs: JsonObject): readonly WorkQueue[] =>
  Object.entries(QUEUE_OF).flatMap(([name, output]) => {
    const url = stringAt(outputs, output);
    return url === undefined ? [] : [{ name, url }];
  });

function backOf({ back }: KeptKind, outputs: JsonObject): WorkQueue | undefined {
  if (back === undefined) return undefined;
  const url = stringAt(outputs, back);
  return workQueuesIn(outputs).find((queue) => queue.url === url);
}

/** The queue of a name; undefined where the stack has none. */
function keptIn(outputs: JsonObject, name: KeptName): Kept | undefined {
  const kind: KeptKind = KEPT[name];
  const url = stringAt(outputs, kind.output);
  const back = backOf(kind, outputs);
  if (url === undefined || (kind.back !== undefined && back === undefined)) return undefined;
  return { name, url, way: kind.way, holds: kind.holds, back };
}

/** All such queues of a stack. */
export const everyKept = (outputs: JsonObject): readonly Kept[] =>
  KEPT_NAMES.flatMap((name) => keptIn(outputs, name) ?? []);

/**
 * The queues of these names.
 *
 * @throws ConfigError where the stack has none of a name
 */
export const keptNamed = (
  outputs: JsonObject,
  names: readonly KeptName[],
  { outputs: file, stack }: OutputsOptions,
): readonly Kept[] =>
  names.map((name) => {
    const found = keptIn(outputs, name);
    if (found !== undefined) return found;
    throw new ConfigError(
      `${file}: ${stack} has no ${KEPT[name].output}; deploy it again with --outputs-file ${file} (forward and rejects are there where elastic is configured, cost-owner with --stack SmsPumpingSpend)`,
    );
  });
