import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { SNSClient } from "@aws-sdk/client-sns";
import type { SQSEvent } from "aws-lambda";
import {
  cloudWatchSink,
  cloudWatchSource,
  endUserMessagingLimitSource,
  snsLimitSource,
} from "../adapters/aws/spend";
import { dynamoSpendStore } from "../adapters/state-table/spend";
import { dynamoNotificationLog } from "../adapters/state-table/notifications";
import { bundledGuardConfig, readEnvironment, errorText, telemetryOf } from "../adapters/runtime";
import { memorySpendStore, memoryNotificationLog } from "../adapters/memory/outcomes";
import { snsMailer } from "../adapters/aws/senders";
import { parseInstant } from "../core/model/time";
import { SPEND_ENV, type SpendEnv } from "./env";
import { runSpend, type SpendDeps } from "./run";
import { tellCostOwner, type TellDeps } from "./tell";

const env = readEnvironment(process.env, SPEND_ENV);
const { STATE_TABLE }: Pick<SpendEnv, "STATE_TABLE"> = process.env;

/* Alone it remembers the countries, and what it told, for as long as this process lives. */
function stores(): Pick<TellDeps, "store" | "notificationLog"> {
  if (STATE_TABLE === undefined)
    return { store: memorySpendStore(), notificationLog: memoryNotificationLog() };
  const dynamo = new DynamoDBClient({});
  return {
    store: dynamoSpendStore(dynamo, STATE_TABLE),
    notificationLog: dynamoNotificationLog(dynamo, STATE_TABLE),
  };
}

const cloudWatch = new CloudWatchClient({});
const config = bundledGuardConfig();
const deps: SpendDeps & TellDeps = {
  ...telemetryOf("spend"),
  ...stores(),
  config,
  settings: config.settings,
  source: cloudWatchSource(cloudWatch),
  limit: snsLimitSource(new SNSClient({})),
  // A Region may lack the service: the run must not wait long to learn it.
  endUserMessagingLimits: endUserMessagingLimitSource(
    new PinpointSMSVoiceV2Client({ maxAttempts: 2 }),
  ),
  publish: cloudWatchSink(cloudWatch),
  alarmPrefix: env.ALARM_PREFIX,
  // A time-out may come after the e-mail went out: the queue repeats, the client must not.
  mailer: snsMailer(new SNSClient({ maxAttempts: 1 }), { "cost-owner": env.COST_OWNER_TOPIC_ARN }),
};

/** What the schedule's own event tells. */
export interface ScheduledRun {
  readonly time: string;
  readonly account: string;
  readonly region: string;
}

async function runAt({ time, account, region }: ScheduledRun): Promise<void> {
  const nowMs = parseInstant(time);
  if (nowMs === undefined) throw new Error("time: got no ISO 8601 instant; give the schedule's");
  await runSpend({ nowMs, account, region }, deps);
}

const tell = ({ Records }: SQSEvent): Promise<void> =>
  tellCostOwner(
    Records.map(({ body }) => body),
    Date.now(),
    deps,
  );

/**
 * Runs every five minutes, by the schedule's own clock, and whenever alarms are in the queue. A
 * batch succeeds or fails as a whole: it is one e-mail.
 */
export async function handler(event: ScheduledRun | SQSEvent): Promise<void> {
  try {
    await ("Records" in event ? tell(event) : runAt(event));
  } catch (error) {
    deps.logger.error("the run failed", { error: errorText(error) });
    throw error;
  }
}
