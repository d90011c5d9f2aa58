import { setTimeout as sleep } from "node:timers/promises";
import { SNSClient } from "@aws-sdk/client-sns";
import { healthClients, regionClients } from "../adapters/aws/health/clients";
import { gatherFacts } from "../adapters/aws/health/gather";
import { snsMailer } from "../adapters/aws/senders";
import { bundledDoctorConfig, errorText, readEnvironment, telemetryOf } from "../adapters/runtime";
import { dynamoClientStore } from "../adapters/state-table/clients";
import { dynamoBaselineStore, dynamoMinuteStore } from "../adapters/state-table/minutes";
import { dynamoHealthStore } from "../adapters/state-table/health";
import { dynamoPoolInventoryStore } from "../adapters/state-table/pool-inventory";
import { dynamoNotificationLog } from "../adapters/state-table/notifications";
import { activeRules } from "../core/rules/active-rule";
import { catalogue } from "../core/rules";
import { parseInstant } from "../core/model/time";
import { DOCTOR_ENV } from "./env";
import { runDoctor, type DoctorDeps } from "./run";

const env = readEnvironment(process.env, DOCTOR_ENV);
const { detector, version, addresses, spend, protect, otherRegions, countries, dashboardUrl } =
  bundledDoctorConfig();
const home = healthClients({});

/** What the schedule's own event tells. */
interface ScheduledRun {
  readonly time: string;
  readonly account: string;
  readonly region: string;
}

const depsIn = (region: string): DoctorDeps => ({
  ...telemetryOf("doctor"),
  gather: (nowMs) =>
    gatherFacts(
      { home, inRegion: (other) => regionClients({ region: other }) },
      {
        nowMs,
        pause: (ms) => sleep(ms),
        region,
        version,
        config: detector,
        isConfigGiven: true,
        addresses,
        detection: env.DETECTION_STACK,
        spend,
        protect,
        countries,
        otherRegions,
      },
    ),
  dashboardUrl,
  store: dynamoHealthStore(home.dynamo, env.STATE_TABLE),
  inventory: dynamoPoolInventoryStore(home.dynamo, env.STATE_TABLE),
  notificationLog: dynamoNotificationLog(home.dynamo, env.STATE_TABLE),
  // A time-out may come after the e-mail went out: the schedule repeats, the client must not.
  mailer: snsMailer(new SNSClient({ maxAttempts: 1 }), {
    pipeline: env.PIPELINE_TOPIC_ARN,
    "on-call": env.ON_CALL_TOPIC_ARN,
  }),
  learned: {
    config: detector,
    rules: activeRules(catalogue, detector),
    minutes: dynamoMinuteStore(home.dynamo, env.STATE_TABLE),
    baselines: dynamoBaselineStore(home.dynamo, env.STATE_TABLE),
    clients: dynamoClientStore(home.dynamo, env.STATE_TABLE),
  },
});

/** Runs once a day, by the schedule's own clock; Lambda repeats a run that failed. */
export async function handler({ time, account, region }: ScheduledRun): Promise<void> {
  const nowMs = parseInstant(time);
  if (nowMs === undefined) throw new Error("time: got no ISO 8601 instant; give the schedule's");
  const deps = depsIn(region);
  try {
    await runDoctor({ nowMs, account, region }, deps);
  } catch (error) {
    deps.logger.error("the run failed", { error: errorText(error) });
    throw error;
  }
}
