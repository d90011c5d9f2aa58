import { counted, whole } from "../../lambda/core/model/format";
import { type Clock, moveBack } from "./move";
import type { Held, MoveService, QueueService, QueueState } from "./queue-service";
import { rejectDecision } from "./rejects";
import { movedLine, resentLines, stateJson, stateLines, staying } from "./report";
import { type Decision, resend } from "./resend";
import { totalOf } from "./tally";
import type { DeployedTarget, ReturnQueue } from "./targets";
import { undeliveredDecision } from "./undelivered";

/** SQS, a clock, and where lines go. */
export interface RedriveDeps {
  readonly queues: QueueService;
  readonly moves: MoveService;
  readonly clock: Clock;
  readonly print: (line: string) => void;
  /** Replaces the line before; an empty one takes it away. */
  readonly progress: (line: string) => void;
}

export interface RedriveSpec {
  readonly isDryRun: boolean;
  /** Of each queue. */
  readonly limit: number | undefined;
  /** A part of the reasons of the rejects that are meant. */
  readonly reason: string | undefined;
  /** All queues of the stack that messages can go back to. */
  readonly returnQueues: readonly ReturnQueue[];
}

/** Shows about how much is in each queue. */
export async function listQueues(
  targets: readonly DeployedTarget[],
  { queues, print }: Pick<RedriveDeps, "queues" | "print">,
  format: "text" | "json",
): Promise<void> {
  const states = await Promise.all(
    targets.map(async (each) => [each, await queues.state(each.url)] as const),
  );
  const lines = format === "json" ? [stateJson(states)] : stateLines(states);
  for (const line of lines) print(line);
}

async function decisionFor(
  { strategy, back }: DeployedTarget,
  { reason, returnQueues }: RedriveSpec,
  { queues }: RedriveDeps,
): Promise<(held: Held) => Decision> {
  if (strategy === "rejects" && back !== undefined) return rejectDecision(back, reason);
  if (back !== undefined)
    return ({ body }) => ({ kind: "send", group: "dead letters", to: back, body });
  const named = returnQueues.map(
    async (queue) => [(await queues.state(queue.url)).arn, queue] as const,
  );
  return undeliveredDecision(new Map(await Promise.all(named)));
}

/** One by one. What stays although it was asked for, in words. */
async function sendAgain(
  target: DeployedTarget,
  spec: RedriveSpec,
  deps: RedriveDeps,
): Promise<string | undefined> {
  const { isDryRun, limit = Infinity } = spec;
  const decide = await decisionFor(target, spec, deps);
  const onProgress = (sent: number): void => {
    deps.progress(`${target.name}: ${counted(sent, "message")} so far`);
  };
  const resent = await resend(
    { from: target.url, decide, limit, isDryRun, onProgress },
    deps.queues,
  );
  deps.progress("");
  if (resent.groups.size === 0 && resent.failure === undefined) {
    return nothingIn(target.name, await deps.queues.state(target.url), deps);
  }
  for (const line of resentLines(target.name, isDryRun, resent)) deps.print(line);
  if (resent.failure !== undefined) throw resent.failure;
  const stay = totalOf(resent.stayed) + resent.undeleted;
  return stay === 0 || isDryRun ? undefined : `${target.name}: ${staying(stay)}`;
}

/** By AWS, all at once. */
async function move(
  { name, back }: DeployedTarget & { readonly back: ReturnQueue },
  { arn, visible }: QueueState,
  { isDryRun }: RedriveSpec,
  deps: RedriveDeps,
): Promise<string | undefined> {
  if (isDryRun) {
    deps.print(
      `${name}: AWS would move about ${counted(visible, "message")} back to the queue of ${back.name}`,
    );
    return undefined;
  }
  const to = (await deps.queues.state(back.url)).arn;
  const moved = await moveBack({ from: arn, to }, deps.moves, deps.clock, (seen) => {
    deps.progress(`${name}: ${seen.moved} of about ${seen.toMove ?? visible} moved`);
  });
  deps.progress("");
  deps.print(movedLine(name, back.name, moved));
  return moved.status === "COMPLETED" ? undefined : `${name}: the move did not come to its end`;
}

const nothingToMove = (name: string, visible: number): string =>
  `${name}: ${staying(visible)}: they hold no finding, only where it stood, and the sweep publishes it; see docs/runbooks/pipeline-relay-dead-letters.md`;

/** Says that a queue has nothing to be received, and why, where that is not as it should be. */
function nothingIn(
  name: string,
  { hidden }: QueueState,
  { print }: RedriveDeps,
): string | undefined {
  print(hidden === 0 ? `${name}: empty` : `${name}: ${whole(hidden)} hidden, none to be had`);
  return hidden === 0 ? undefined : `${name}: somebody reads its messages; try again in minutes`;
}

async function redriveOne(
  target: DeployedTarget,
  spec: RedriveSpec,
  deps: RedriveDeps,
): Promise<string | undefined> {
  const { name, strategy, back, url } = target;
  const isMove = strategy === "move" && back !== undefined && spec.limit === undefined;
  if (strategy !== "none" && !isMove) return sendAgain(target, spec, deps);
  const state = await deps.queues.state(url);
  if (state.visible === 0) return nothingIn(name, state, deps);
  if (isMove) return move({ ...target, back }, state, spec, deps);
  deps.print(nothingToMove(name, state.visible));
  return spec.isDryRun ? undefined : `${name}: ${staying(state.visible)}`;
}

/**
 * Takes what lies in queues back to where it is handled, one queue after the other, and prints
 * what was done, that of a failure's part too.
 *
 * @returns what stays that was asked for, undefined if nothing does
 * @throws whatever SQS answers
 */
export async function redrive(
  targets: readonly DeployedTarget[],
  spec: RedriveSpec,
  deps: RedriveDeps,
): Promise<string | undefined> {
  const problems: string[] = [];
  for (const each of targets) {
    const problem = await redriveOne(each, spec, deps);
    if (problem !== undefined) problems.push(problem);
  }
  return problems.length === 0 ? undefined : problems.join("; ");
}
