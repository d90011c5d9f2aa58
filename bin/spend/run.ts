import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { SNSClient } from "@aws-sdk/client-sns";
import {
  cloudWatchSource,
  endUserMessagingLimitSource,
  snsLimitSource,
} from "../../lambda/adapters/aws/spend";
import { type AwsOptions, clientSettings } from "../aws-options";
import type { SpendMonth } from "./moment";
import { readSpend } from "./read";
import { spendRecord } from "./record";
import { spendText } from "./text";

/** What to show of which Region, the SDK's own where none is given. */
export interface SpendSpec extends AwsOptions {
  readonly month: SpendMonth;
  readonly format: "text" | "json";
}

/** Reads the figures from AWS; the whole output. */
export async function spendOutput(spec: SpendSpec, nowMs: number): Promise<string> {
  const { month, format } = spec;
  const settings = clientSettings(spec);
  const cloudWatch = new CloudWatchClient(settings);
  const region = await cloudWatch.config.region();
  const figures = await readSpend(month, nowMs, {
    source: cloudWatchSource(cloudWatch, { areRecent: false }),
    limit: snsLimitSource(new SNSClient(settings)),
    endUserMessagingLimits: endUserMessagingLimitSource(new PinpointSMSVoiceV2Client(settings)),
  });
  return format === "json"
    ? `${JSON.stringify(spendRecord(region, month.month, figures))}\n`
    : spendText(region, month, figures);
}
