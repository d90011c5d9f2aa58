import { join } from "node:path";
import { connect, type Cloud, type Mail } from "./cloud";
import { bootstrap, deployTree } from "./deployment";
import { installInElastic, keepKey, openElastic } from "./elastic";
import type { ElasticServer } from "../support/elastic-server";
import type { KibanaServer } from "../support/kibana-server";
import { startEmulator, type Emulator } from "./emulator";

const CONFIG_FILE = join(__dirname, "config.json");

type Inbox = () => Promise<readonly Mail[]>;

/** The deployed stacks, and the inboxes of everybody whom they tell. */
export interface Stage {
  readonly emulator: Emulator;
  /** The file that `cdk deploy` wrote the outputs to. */
  readonly outputsFile: string;
  readonly cloud: Cloud;
  /** What a stack says of itself. */
  readonly detection: (output: string) => string;
  readonly spend: (output: string) => string;
  readonly onCall: Inbox;
  readonly drills: Inbox;
  readonly costOwner: Inbox;
  readonly elastic: ElasticServer;
  readonly kibana: KibanaServer;
  readonly close: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const emulator = await startEmulator();
  const { elastic, kibana, configuration } = await openElastic();
  await installInElastic(elastic, kibana);
  bootstrap(emulator);
  const { outputs, outputsFile } = deployTree(emulator, CONFIG_FILE, configuration);
  const cloud = connect(emulator);
  await keepKey(cloud);
  const detection = (output: string): string => outputs.SmsPumpingDetection?.[output] ?? "";
  const spend = (output: string): string => outputs.SmsPumpingSpend?.[output] ?? "";
  return {
    emulator,
    outputsFile,
    cloud,
    detection,
    spend,
    onCall: await cloud.inbox(detection("OnCallTopicArn"), "on-call-inbox"),
    drills: await cloud.inbox(detection("DrillsTopicArn"), "drills-inbox"),
    costOwner: await cloud.inbox(spend("CostOwnerTopicArn"), "cost-owner-inbox"),
    elastic,
    kibana,
    close: async () => {
      emulator.stop();
      await elastic.stop();
      await kibana.close();
    },
  };
}

export const about = (mails: readonly Mail[], text: string): readonly Mail[] =>
  mails.filter(({ subject, body }) => subject.includes(text) || body.includes(text));
