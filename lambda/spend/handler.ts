import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import { cloudWatchSink, cloudWatchSource } from "../adapters/cloudwatch-metrics";
import { dynamoSpendStore } from "../adapters/dynamo-spend-store";
import { bundledSpendSettings } from "../adapters/environment";
import { memorySpendStore } from "../adapters/memory-spend-store";
import { snsLimitSource } from "../adapters/sms-attributes";
import { errorText, telemetryOf } from "../adapters/telemetry";
import { parseInstant } from "../core/time";
import type { SpendEnv } from "./env";
import { runSpend } from "./run";

const { STATE_TABLE }: SpendEnv = process.env;
const cloudWatch = new CloudWatchClient({});
const world = {
  ...telemetryOf("spend"),
  settings: bundledSpendSettings(),
  source: cloudWatchSource(cloudWatch),
  limit: snsLimitSource(new SNSClient({})),
  publish: cloudWatchSink(cloudWatch),
  /* Alone it remembers the countries for as long as this process lives, and reads them again within
     a quarter of an hour. */
  store:
    STATE_TABLE === undefined
      ? memorySpendStore()
      : dynamoSpendStore(new DynamoDBClient({}), STATE_TABLE),
};

/** What the schedule's own event tells. */
export interface ScheduledRun {
  readonly time: string;
  readonly account: string;
  readonly region: string;
}

/** Runs every five minutes; its clock is the schedule's own. */
export async function handler({ time, account, region }: ScheduledRun): Promise<void> {
  const nowMs = parseInstant(time);
  if (nowMs === undefined) throw new Error("time: got no ISO 8601 instant; give the schedule's");
  try {
    await runSpend({ nowMs, account, region }, world);
  } catch (error) {
    world.logger.error("the run failed", { error: errorText(error) });
    throw error;
  }
}
