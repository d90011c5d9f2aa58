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
import type { RegionClients } from "./clients";
import { readStack } from "./stack";

export interface CountriesSpec {
  /** Name of the home Region's stack that locks countries; another one's has the Region's beside it. */
  readonly stack: string;
  readonly region: string;
  readonly list: AllowList | undefined;
  readonly pause: (ms: number) => Promise<void>;
}

/** What AWS says of the account's default; undefined where no countries are locked or configured. */
export async function readCountries(
  { cloudFormation, smsVoice }: RegionClients,
  { stack, region, list, pause }: CountriesSpec,
): Promise<HealthProtect | undefined> {
  const own =
    (await readStack(cloudFormation, stack)) ??
    (await readStack(cloudFormation, `${stack}-${region}`));
  const ownId = own?.outputs.ProtectConfigurationId;
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
