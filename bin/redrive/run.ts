import { counted, whole } from "../../lambda/core/model/format";
import { type Clock, moveBack } from "./move";
import type { Held, MoveService, QueueService, QueueState } from "./queue-service";
import type { Kept, WorkQueue } from "./queues";
import { rejectDecision } from "./rejects";
import { movedLine, resentLines, stateLines, staying } from "./report";
import { type Decision, resend } from "./resend";
import { totalOf } from "./tally";
import { undeliveredDecision } from "./undelivered";

/** SQS, a clock, and where lines go. */
export interface RedriveWorld {
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
  /** All work queues of the stack. */
  readonly workQueues: readonly WorkQueue[];
}

/** Shows about how much is in each queue. */
export async function listQueues(
  kept: readonly Kept[],
  { queues, print }: Pick<RedriveWorld, "queues" | "print">,
): Promise<void> {
  const states = await Promise.all(
    kept.map(async (each) => [each, await queues.state(each.url)] as const),
  );
  for (const line of stateLines(states)) print(line);
}

async function decisionFor(
  { way, back }: Kept,
  { reason, workQueues }: RedriveSpec,
  { queues }: RedriveWorld,
): Promise<(held: Held) => Decision> {
  if (way === "rejects" && back !== undefined) return rejectDecision(back, reason);
  if (back !== undefined)
    return ({ body }) => ({ kind: "send", group: "dead letters", to: back, body });
  const named = workQueues.map(
    async (queue) => [(await queues.state(queue.url)).arn, queue] as const,
  );
  return undeliveredDecision(new Map(await Promise.all(named)));
}

/** One by one. What stays although it was asked for, in words. */
async function sendAgain(
  kept: Kept,
  spec: RedriveSpec,
  world: RedriveWorld,
): Promise<string | undefined> {
  const { isDryRun, limit = Infinity } = spec;
  const decide = await decisionFor(kept, spec, world);
  const onProgress = (sent: number): void => {
    world.progress(`${kept.name}: ${counted(sent, "message")} so far`);
  };
  const resent = await resend(
    { from: kept.url, decide, limit, isDryRun, onProgress },
    world.queues,
  );
  world.progress("");
  if (resent.groups.size === 0 && resent.failure === undefined) {
    return nothingIn(kept.name, await world.queues.state(kept.url), world);
  }
  for (const line of resentLines(kept.name, isDryRun, resent)) world.print(line);
  if (resent.failure !== undefined) throw resent.failure;
  const stay = totalOf(resent.stayed) + resent.undeleted;
  return stay === 0 || isDryRun ? undefined : `${kept.name}: ${staying(stay)}`;
}

/** By AWS, all at once. */
async function move(
  { name, back }: Kept & { readonly back: WorkQueue },
  { arn, visible }: QueueState,
  { isDryRun }: RedriveSpec,
  world: RedriveWorld,
): Promise<string | undefined> {
  if (isDryRun) {
    world.print(
      `${name}: AWS would move about ${counted(visible, "message")} back to the queue of ${back.name}`,
    );
    return undefined;
  }
  const to = (await world.queues.state(back.url)).arn;
  const moved = await moveBack({ from: arn, to }, world.moves, world.clock, (seen) => {
    world.progress(`${name}: ${seen.moved} of about ${seen.toMove ?? visible} moved`);
  });
  world.progress("");
  world.print(movedLine(name, back.name, moved));
  return moved.status === "COMPLETED" ? undefined : `${name}: the move did not come to its end`;
}

const nothingToMove = (name: string, visible: number): string =>
  `${name}: ${staying(visible)}: they hold no finding, only where it stood, and the sweep publishes it; see docs/runbooks/pipeline-relay-dead-letters.md`;

/** Says that a queue has nothing to be received, and why, where that is not as it should be. */
function nothingIn(
  name: string,
  { hidden }: QueueState,
  { print }: RedriveWorld,
): string | undefined {
  print(hidden === 0 ? `${name}: empty` : `${name}: ${whole(hidden)} hidden, none to be had`);
  return hidden === 0 ? undefined : `${name}: somebody reads its messages; try again in minutes`;
}

async function redriveOne(
  kept: Kept,
  spec: RedriveSpec,
  world: RedriveWorld,
): Promise<string | undefined> {
  const { name, way, back, url } = kept;
  const isMove = way === "move" && back !== undefined && spec.limit === undefined;
  if (way !== "none" && !isMove) return sendAgain(kept, spec, world);
  const state = await world.queues.state(url);
  if (state.visible === 0) return nothingIn(name, state, world);
  if (isMove) return move({ ...kept, back }, state, spec, world);
  world.print(nothingToMove(name, state.visible));
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
  kept: readonly Kept[],
  spec: RedriveSpec,
  world: RedriveWorld,
): Promise<string | undefined> {
  const problems: string[] = [];
  for (const each of kept) {
    const problem = await redriveOne(each, spec, world);
    if (problem !== undefined) problems.push(problem);
  }
  return problems.length === 0 ? undefined : problems.join("; ");
}
