/* `smspump redrive` reads declarations of this type: neither this file nor theirs may import the CDK,
   which takes a second to load. */

/** A queue's name for people, and the stack output that has its URL. */
export interface QueueOutput {
  readonly name: string;
  readonly output: string;
}

interface Common extends QueueOutput {
  /** What lies in it, in words. */
  readonly holds: string;
  /** Where or when a stack has it. @default - each detection stack has it */
  readonly where?: string;
}

/** A queue of what failed, and how its messages get back to where they are handled. */
export type RedriveTarget = Common &
  (
    | {
        /**
         * `move`: AWS moves whatever is in a dead-letter queue back to its queue. `rejects`: the event in each
         * reject goes to the queue.
         */
        readonly strategy: "move" | "rejects";
        readonly returnsTo: QueueOutput;
      }
    | {
        /** `targets`: each message has a queue that it was meant for. `none`: there is nothing in it to move. */
        readonly strategy: "targets" | "none";
        readonly returnsTo?: undefined;
      }
  );

/** The dead-letter queue of a work queue. */
export type DeadLetterTarget = RedriveTarget & { readonly strategy: "move" };

export type RedriveStrategy = RedriveTarget["strategy"];
