import { CommandError } from "../aws-problem";
import type { Move, MoveService } from "./queue-service";

/** The clock and the time between two looks. */
export interface Clock {
  readonly nowMs: () => number;
  readonly pause: () => Promise<void>;
}

const SHOWS_AFTER_MS = 60_000;

const isOver = ({ status }: Move): boolean => status !== "RUNNING" && status !== "CANCELLING";

/**
 * Has AWS move a dead-letter queue's messages and waits until it has. A move that is already
 * under way is waited for in place of another, which AWS would refuse.
 *
 * @param to named although AWS knows: a message that was put there by hand has no other way back
 * @throws CommandError when AWS does not show the move that it has begun
 */
export async function moveBack(
  { from, to }: { readonly from: string; readonly to: string },
  moves: MoveService,
  clock: Clock,
  onProgress: (move: Move) => void,
): Promise<Move> {
  const before = await moves.latest(from);
  const isUnderWay = before !== undefined && !isOver(before);
  if (!isUnderWay) await moves.start(from, to);
  const endMs = clock.nowMs() + SHOWS_AFTER_MS;
  for (;;) {
    const move = await moves.latest(from);
    const isShown = move !== undefined && (isUnderWay || move.startedMs !== before?.startedMs);
    if (isShown) {
      onProgress(move);
      if (isOver(move)) return move;
    } else if (clock.nowMs() >= endMs) {
      throw new CommandError(
        `AWS has begun to move messages and does not say how far it is; look with aws sqs list-message-move-tasks --source-arn ${from}`,
      );
    }
    await clock.pause();
  }
}
