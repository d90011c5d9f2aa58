import { setTimeout as pause } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { type AwsOptions, type ClientSettings, clientSettings } from "../aws-options";
import { progressLine } from "../terminal";
import type { RedriveDeps } from "./run";
import { sqsMoves, sqsQueues } from "./sqs";

const asRole = (RoleArn: string, clientConfig: ClientSettings) =>
  fromTemporaryCredentials({
    params: { RoleArn, RoleSessionName: "smspump-redrive" },
    clientConfig,
  });

const LOOK_EVERY_MS = 1_000;

/**
 * @param roleArn the role that the stack's queues admit; a stack of an earlier version has none, and
 * its queues admit whoever may send
 */
export function sqsDeps(options: AwsOptions, roleArn: string | undefined): RedriveDeps {
  const settings = clientSettings(options);
  const client = new SQSClient(
    roleArn === undefined ? settings : { ...settings, credentials: asRole(roleArn, settings) },
  );
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
