import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import type { HealthProtect } from "../../../core/health/facts";
import {
  CAPABILITIES,
  type AllowList,
  type Capability,
  type CountryRules,
} from "../../../core/protect/country-rules";
import { CapabilityRefused } from "../../../core/protect/protect-service";
import { protectService } from "../protect";
import { asked } from "./ask";
import { readStack } from "./stack";

export interface CountriesSpec {
  /** Name of the stack that locks countries. */
  readonly stack: string;
  readonly list: AllowList | undefined;
  readonly pause: (ms: number) => Promise<void>;
}

/** What AWS says of the account's default; undefined where no countries are locked or configured. */
export async function readCountries(
  cloudFormation: CloudFormationClient,
  smsVoice: PinpointSMSVoiceV2Client,
  { stack, list, pause }: CountriesSpec,
): Promise<HealthProtect | undefined> {
  const ownId = (await readStack(cloudFormation, stack))?.outputs.ProtectConfigurationId;
  if (ownId === undefined && list === undefined) return undefined;
  const service = protectService(smsVoice, { owner: stack, pause });
  const accountDefault = await asked("sms-voice:DescribeAccountAttributes", () =>
    service.accountDefault(),
  );
  const rules = new Map<Capability, CountryRules>();
  for (const capability of accountDefault === undefined ? [] : CAPABILITIES) {
    try {
      const ofIt = await asked("sms-voice:GetProtectConfigurationCountryRuleSet", () =>
        service.rules(accountDefault ?? "", capability),
      );
      rules.set(capability, ofIt);
    } catch (error) {
      if (!(error instanceof CapabilityRefused)) throw error;
    }
  }
  return { list, facts: { accountDefault, ownId, rules } };
}
