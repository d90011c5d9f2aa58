import { counted, whole } from "../../lambda/core/model/format";
import type { DeployedTarget } from "./targets";
import type { Move, QueueState } from "./queue-service";
import type { Resent } from "./resend";
import { totalOf, type Tally } from "./tally";

const MOST_LINES = 20;

/** The largest first, as many as a screen bears. */
function linesOf(tally: Tally): readonly string[] {
  const sorted = [...tally].sort(([, one], [, other]) => other - one);
  const shown = sorted
    .slice(0, MOST_LINES)
    .map(([kind, count]) => `  ${whole(count).padStart(7)}  ${kind}`);
  const more = sorted.length - shown.length;
  return more === 0 ? shown : [...shown, `           and ${counted(more, "more kind")}`];
}

const messages = (count: number): string => counted(count, "message");

/** `1 message stays`, `3 messages stay`. */
export const staying = (count: number): string =>
  `${messages(count)} ${count === 1 ? "stays" : "stay"}`;

/** What was sent again, where to, and what was not. */
export function resentLines(name: string, isDryRun: boolean, resent: Resent): readonly string[] {
  const { groups, sent, stayed, undeleted } = resent;
  const done = isDryRun ? "would be sent again" : "sent again";
  const targets = [...sent].map(([queue, count]) => `${whole(count)} to ${queue}`).join(", ");
  return [
    `${name}: ${messages(totalOf(sent))} ${done}${targets && ` (${targets})`}; looked at ${whole(totalOf(groups))}:`,
    ...linesOf(groups),
    ...(stayed.size === 0 ? [] : [`${name}: ${staying(totalOf(stayed))} here:`]),
    ...linesOf(stayed),
    ...(undeleted === 0
      ? []
      : [
          `${name}: ${messages(undeleted)} of those sent could not be deleted here: another run sends them again, which does no harm`,
        ]),
  ];
}

/** How a move by AWS ended. */
export function movedLine(name: string, to: string, move: Move): string {
  const { status, moved, toMove, failure } = move;
  const text = `${name}: AWS moved ${messages(moved)}`;
  const of = toMove === undefined ? "" : ` of about ${whole(toMove)}`;
  return status === "COMPLETED"
    ? `${text} back to the queue of ${to}; what fails again comes back`
    : `${text}${of}, then it ended: ${status}${failure === undefined ? "" : `, ${failure}`}`;
}

/** What `stateLines` shows, as one object. */
export const stateJson = (states: readonly (readonly [DeployedTarget, QueueState])[]): string =>
  JSON.stringify({
    queues: states.map(([{ name, holds }, { visible: waiting, hidden }]) => ({
      name,
      waiting,
      hidden,
      holds,
    })),
  });

/** What a table of queues shows. */
export const stateLines = (
  states: readonly (readonly [DeployedTarget, QueueState])[],
): readonly string[] => [
  `${"queue".padEnd(12)} ${"waiting".padStart(8)} ${"hidden".padStart(8)}  holds`,
  ...states.map(
    ([{ name, holds }, { visible, hidden }]) =>
      `${name.padEnd(12)} ${whole(visible).padStart(8)} ${whole(hidden).padStart(8)}  ${holds}`,
  ),
];
