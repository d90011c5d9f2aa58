import { setTimeout as pause } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type AwsOptions, clientSettings } from "../aws-options";
import { progressLine } from "../terminal";
import type { RedriveDeps } from "./run";
import { sqsMoves, sqsQueues } from "./sqs";

const LOOK_EVERY_MS = 1_000;

export function sqsDeps(options: AwsOptions): RedriveDeps {
  const client = new SQSClient(clientSettings(options));
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
