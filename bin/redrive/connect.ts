import { setTimeout as pause } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { progressLine } from "../terminal";
import type { RedriveDeps } from "./run";
import { sqsMoves, sqsQueues } from "./sqs";

const LOOK_EVERY_MS = 1_000;
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
    progress: progressLine(process.stderr),
  };
}
