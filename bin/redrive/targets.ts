import { ConfigError } from "../../lambda/core/model/config";
import { type JsonObject, stringAt } from "../../lambda/core/sources/records/json";
import type {
  QueueOutput,
  RedriveStrategy,
  RedriveTarget,
} from "../../lib/constructs/redrive-target";
import { REDRIVE_TARGETS } from "../../lib/redrive-targets";
import type { DeployedStack } from "../stack-outputs";

/** A queue that messages go back to, because a function works it off. */
export interface ReturnQueue {
  readonly name: string;
  readonly url: string;
}

/** A redrive target as a deployed stack has it. */
export interface DeployedTarget {
  readonly name: string;
  readonly url: string;
  readonly strategy: RedriveStrategy;
  readonly holds: string;
  /** Undefined where each message has a queue of its own to go back to, or none. */
  readonly back: ReturnQueue | undefined;
}

export const TARGET_NAMES: readonly string[] = REDRIVE_TARGETS.map(({ name }) => name);

function returnQueueIn(
  outputs: JsonObject,
  { name, output }: QueueOutput,
): ReturnQueue | undefined {
  const url = stringAt(outputs, output);
  return url === undefined ? undefined : { name, url };
}

/** The queues of a stack that messages can go back to. */
export function returnQueuesIn(outputs: JsonObject): readonly ReturnQueue[] {
  const declared = REDRIVE_TARGETS.flatMap(({ returnsTo }) => returnsTo ?? []);
  const byOutput = new Map(declared.map((queue) => [queue.output, queue]));
  return [...byOutput.values()].flatMap((queue) => returnQueueIn(outputs, queue) ?? []);
}

/** A declared target; undefined where the stack has none. */
function targetIn(
  outputs: JsonObject,
  { name, output, strategy, holds, returnsTo }: RedriveTarget,
): DeployedTarget | undefined {
  const url = stringAt(outputs, output);
  const back = returnsTo && returnQueueIn(outputs, returnsTo);
  if (url === undefined || (returnsTo !== undefined && back === undefined)) return undefined;
  return { name, url, strategy, holds, back };
}

/** All targets of a stack. */
export const everyTarget = (outputs: JsonObject): readonly DeployedTarget[] =>
  REDRIVE_TARGETS.flatMap((target) => targetIn(outputs, target) ?? []);

/**
 * All targets of a deployed stack.
 *
 * @throws ConfigError where it has none: an empty list would pass for one of empty queues
 */
export function targetsOf({
  outputs,
  stack,
  from,
  remedy,
}: DeployedStack): readonly DeployedTarget[] {
  const found = everyTarget(outputs);
  if (found.length > 0) return found;
  throw new ConfigError(`${from}: ${stack} has no queue; ${remedy}, or name another with --stack`);
}

/**
 * The targets of these names.
 *
 * @throws ConfigError where the stack has none of a name
 */
export const targetsNamed = (
  { outputs, stack, from, remedy }: DeployedStack,
  names: readonly string[],
): readonly DeployedTarget[] =>
  names
    .flatMap((name) => REDRIVE_TARGETS.filter((target) => target.name === name))
    .map((target) => {
      const found = targetIn(outputs, target);
      if (found !== undefined) return found;
      const where = target.where === undefined ? "" : ` (${target.name} is there ${target.where})`;
      throw new ConfigError(`${from}: ${stack} has no ${target.output}; ${remedy}${where}`);
    });
