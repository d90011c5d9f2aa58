import { redrive, type RedriveSpec, type RedriveDeps } from "../../bin/redrive/run";
import { sqsMoves, sqsQueues } from "../../bin/redrive/sqs";
import { everyTarget, returnQueuesIn } from "../../bin/redrive/targets";
import type { MemorySqs } from "./memory-sqs";

/** The outputs of a stack, each with the name of its queue in the stand-in. */
const OUTPUTS = {
  QueueUrl: "live",
  DeadLetterQueueUrl: "live-dead",
  DrillsQueueUrl: "drills",
  DrillsDeadLetterQueueUrl: "drills-dead",
  NotifyQueueUrl: "notify",
  NotifyDeadLetterQueueUrl: "notify-dead",
  ForwardQueueUrl: "forward",
  ForwardDeadLetterQueueUrl: "forward-dead",
  RejectsQueueUrl: "rejects",
  UndeliveredQueueUrl: "undelivered",
  RelayDeadLetterQueueUrl: "relay-dead",
} as const;

export const QUEUES = Object.values(OUTPUTS);

export const outputsOf = ({ url }: Pick<MemorySqs, "url">): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(OUTPUTS).map(([output, name]) => [output, url(name)]));

export interface Redriven {
  readonly problem: string | undefined;
  readonly lines: readonly string[];
  readonly error: unknown;
}

/** Redrives queues of a stand-in for SQS. */
export async function redriven(
  sqs: MemorySqs,
  names: readonly string[],
  changes: Partial<RedriveSpec> = {},
): Promise<Redriven> {
  const lines: string[] = [];
  const deps: RedriveDeps = {
    queues: sqsQueues(sqs.client),
    moves: sqsMoves(sqs.client),
    clock: {
      nowMs: () => sqs.nowMs,
      pause: () => {
        sqs.nowMs += 1_000;
        return Promise.resolve();
      },
    },
    print: (line) => lines.push(line),
    progress: () => undefined,
  };
  const outputs = outputsOf(sqs);
  const spec = { isDryRun: false, limit: undefined, reason: undefined, ...changes };
  const targets = everyTarget(outputs).filter(({ name }) => names.includes(name));
  try {
    const problem = await redrive(
      targets,
      { ...spec, returnQueues: returnQueuesIn(outputs) },
      deps,
    );
    return { problem, lines, error: undefined };
  } catch (error) {
    return { problem: undefined, lines, error };
  }
}

export const eventOf = (id: string): object => ({
  detail: { finding: { id } },
  source: "sms-pumping",
});

export interface RejectChanges {
  readonly type?: string;
  readonly text?: string;
  readonly event?: unknown;
}

/** A message of the rejects queue. */
export const rejectOf = (
  id: string,
  {
    type = "document_parsing_exception",
    text = "failed to parse field [source.ip]",
    event = eventOf(id),
  }: RejectChanges = {},
): string =>
  JSON.stringify({
    schemaVersion: 1,
    reason: { status: 400, type, text },
    documentId: `finding-${id}-1`,
    rejectedAt: "2026-11-22T11:00:00.000Z",
    event,
  });
