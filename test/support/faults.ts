import {
  ProvisionedThroughputExceededException,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Random } from "./random";

/** What can happen to one call of a database or service. */
export type Fault = "throttled" | "lost" | "unanswered" | "conflict" | "crashed";

/** Probability of each fault at one call. */
export type FaultRates = Readonly<Record<Fault, number>>;

const NO_FAULTS: FaultRates = {
  throttled: 0,
  lost: 0,
  unanswered: 0,
  conflict: 0,
  crashed: 0,
};

export const newFaultLog = (): Record<Fault, number> => ({ ...NO_FAULTS });

class TimedOut extends Error {
  override readonly name = "TimeoutError";
}

class Crashed extends Error {
  override readonly name = "Crashed";
}

const METADATA = { $metadata: {}, message: "injected" };

function conflictFor(command: unknown): Error | undefined {
  if (command instanceof PutItemCommand) return new TransactionConflictException(METADATA);
  if (!(command instanceof TransactWriteItemsCommand)) return undefined;
  const CancellationReasons = [{ Code: "TransactionConflict" }];
  return new TransactionCanceledException({ ...METADATA, CancellationReasons });
}

const refusalOf = (fault: Fault | undefined, command: unknown): Error | undefined => {
  if (fault === "throttled") return new ProvisionedThroughputExceededException(METADATA);
  if (fault === "lost") return new TimedOut("before it was applied");
  return fault === "conflict" ? conflictFor(command) : undefined;
};

/** Decides about the calls of one invocation: once it has crashed it makes no further one. */
export interface Fate {
  readonly pass: <T>(command: unknown, apply: () => Promise<T>) => Promise<T>;
  readonly isDead: () => boolean;
}

/** The fate of one invocation, at each of its calls. */
export function fateOf(random: Random, rates: FaultRates, log: Record<Fault, number>): Fate {
  let isDead = false;
  const drawn = (): Fault | undefined => {
    let rest = random.fraction();
    for (const [fault, rate] of Object.entries(rates))
      if ((rest -= rate) < 0) return fault as Fault;
    return undefined;
  };
  return {
    isDead: () => isDead,
    pass: async (command, apply) => {
      if (isDead) throw new Crashed("no call after the crash");
      const fault = drawn();
      const refusal = refusalOf(fault, command);
      if (fault !== undefined && (fault !== "conflict" || refusal !== undefined)) log[fault]++;
      if (refusal !== undefined) throw refusal;
      if (fault === "crashed") {
        isDead = true;
        if (random.chance(0.5)) await apply();
        throw new Crashed("between two calls");
      }
      const answer = await apply();
      if (fault === "unanswered") throw new TimedOut("after it was applied");
      return answer;
    },
  };
}

/** Whether a command updates an item whose key names an entity. */
const updatesItemOf = (entity: string, command: unknown): boolean =>
  command instanceof UpdateItemCommand && JSON.stringify(command.input.Key).includes(`=${entity}"`);

/**
 * A client whose calls meet with a fate.
 *
 * @param applied hears of each command that took effect, whether or not its sender learns of it
 * @param refused the value of an entity of which the database refuses each update, as of an item
 *   that has grown too large
 */
export function faultyClient(
  client: DynamoDBClient,
  fate: Fate,
  applied: (command: unknown) => void,
  refused: string,
): DynamoDBClient {
  const send = (command: Parameters<DynamoDBClient["send"]>[0]): Promise<unknown> =>
    fate.pass(command, async () => {
      if (updatesItemOf(refused, command)) throw new Error("the item has grown too large");
      const answer = await client.send(command);
      applied(command);
      return answer;
    });
  return { send } as unknown as DynamoDBClient;
}
