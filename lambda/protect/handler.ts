import { setTimeout } from "node:timers/promises";
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { protectService } from "../adapters/aws/protect";
import { readEnvironment, telemetryOf } from "../adapters/runtime";
import { readRequest } from "../core/protect/request";
import { PROTECT_ENV } from "./env";
import { respond } from "./respond";
import { answerTo } from "./run";

const { OWNER } = readEnvironment(process.env, PROTECT_ENV);
const { logger } = telemetryOf("protect");
// Other callers share the quota of a call a second.
const client = new PinpointSMSVoiceV2Client({ maxAttempts: 8 });
const service = protectService(client, { owner: OWNER, pause: setTimeout });

/** CloudFormation's requests in; the account's countries locked or unlocked. */
export async function handler(event: unknown): Promise<void> {
  const request = readRequest(event);
  await respond(request.responseUrl, await answerTo(request, { service, logger }));
}
