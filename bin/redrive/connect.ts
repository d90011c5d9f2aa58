import { setTimeout as pause } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { RedriveDeps } from "./run";
import { sqsMoves, sqsQueues } from "./sqs";

const LOOK_EVERY_MS = 1_000;
const CLEAR_LINE = "\r\u001b[2K";

/** A line on the terminal that is written over; silent where there is none. */
function progressOn({ isTTY, columns }: NodeJS.WriteStream): (line: string) => void {
  if (!isTTY) return () => undefined;
  return (line) => {
    process.stderr.write(CLEAR_LINE + line.slice(0, columns - 1));
  };
}

/** The SQS of a Region, the SDK's own where none is given. */
export function sqsDeps(region: string | undefined): RedriveDeps {
  const client = new SQSClient(region === undefined ? {} : { region });
  return {
    queues: sqsQueues(client),
    moves: sqsMoves(client),
    clock: { nowMs: Date.now, pause: () => pause(LOOK_EVERY_MS) },
    print: (line) => {
      process.stdout.write(`${line}\n`);
    },
    progress: progressOn(process.stderr),
  };
}
